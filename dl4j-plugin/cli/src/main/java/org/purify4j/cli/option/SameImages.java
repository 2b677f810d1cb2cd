package org.purify4j.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.evaluate.FileReference;

/** Remarks on figures that are measured on the images that something was trained on. */
public final class SameImages {
  /** The role of training images in a training's record. */
  public static final String TRAINING = "training images";

  /** The note of a diffusion model's provenance that names its training images. */
  public static final String TRAINED_ON = "trained on";

  private static final int LARGEST_RECORD = 1 << 24;
  private static final int SLICE = 1000;
  private static final String DIGITS = "digits:";

  private SameImages() {}

  /** Says how many test images are training images too, pixel by pixel; empty if none is. */
  public static Optional<String> note(LabelledImages training, LabelledImages test) {
    Set<Long> known = new HashSet<>();
    contents(training).forEach(known::add);
    long same = contents(test).stream().filter(known::contains).count();
    return same == 0
        ? Optional.empty()
        : Optional.of(
            "--test: "
                + same
                + " of its "
                + test.size()
                + " images are also among those of --data; the accuracy on them says nothing of"
                + " new images.");
  }

  private static List<Long> contents(LabelledImages images) {
    List<Long> contents = new ArrayList<>();
    for (int from = 0; from < images.size(); from += SLICE) {
      INDArray slice = images.slice(from, Math.min(images.size(), from + SLICE)).images();
      Arrays.stream(Draw.ofContent(slice).imageIds()).forEach(contents::add);
    }
    return contents;
  }

  /** Says that held-out images come from where the training images do; empty if they do not. */
  public static Optional<String> note(TrainingData training, TrainingData heldOut) {
    return share(training.text(), heldOut.text())
        ? Optional.of(
            "--held-out: "
                + heldOut.text()
                + " holds images of --data too; the loss on them says nothing of new images.")
        : Optional.empty();
  }

  /** Whether a model's file says what it was trained on. */
  static boolean tells(Provenance model) {
    return model.notes().containsKey(TRAINED_ON);
  }

  /** Whether there is a file beside a classifier that may be the record of its training. */
  static boolean isRecorded(Path victim) {
    return Files.isRegularFile(record(victim));
  }

  private static Path record(Path victim) {
    return victim.resolveSibling(victim.getFileName() + ".json");
  }

  /** Says that images are among those that a diffusion model was trained on, if its file tells. */
  static List<String> notes(Provenance model, List<FileReference> data) {
    String trained = model.notes().getOrDefault(TRAINED_ON, "");
    return data.stream().anyMatch(file -> share(trained, file.path()))
        ? List.of(note(InputFiles.MODEL.name(), trained))
        : List.of();
  }

  /** Says that images are among those that a classifier was trained on, if its record tells. */
  static List<String> notes(Path victim, List<FileReference> data) throws IOException {
    List<String> notes = new ArrayList<>();
    for (FileReference trained : trainingOf(victim)) {
      if (data.stream()
          .anyMatch(
              file ->
                  file.sha256().equals(trained.sha256()) || share(trained.path(), file.path()))) {
        notes.add(note(InputFiles.VICTIM.name(), trained.path()));
      }
    }
    return notes;
  }

  private static String note(String what, String trained) {
    return "--data: holds images that "
        + what
        + " was trained on ("
        + trained
        + "); the figures say nothing of new images.";
  }

  /** What the record that 'train-classifier' writes beside a network says; empty without one. */
  private static List<FileReference> trainingOf(Path victim) throws IOException {
    Path record = record(victim);
    if (!Files.isRegularFile(record) || Files.size(record) > LARGEST_RECORD) {
      return List.of();
    }
    JsonNode files;
    try {
      files = BoundedJson.mapper(LARGEST_RECORD).readTree(record.toFile()).path("files");
    } catch (IOException e) {
      return List.of(); // a file of another kind that has this name
    }
    String digest = FileReference.of("", victim).sha256();
    List<FileReference> training = new ArrayList<>();
    boolean own = false;
    for (JsonNode file : files) {
      String sha256 = file.path("sha256").asText();
      own |= sha256.equals(digest);
      if (file.path("role").asText().equals(TRAINING)) {
        training.add(new FileReference(TRAINING, file.path("path").asText(), sha256));
      }
    }
    return own ? training : List.of();
  }

  /** Whether two texts, as typed or as in a reference, name a file, folder or seed in common. */
  private static boolean share(String one, String other) {
    Set<String> others = places(other);
    return places(one).stream().anyMatch(place -> others.stream().anyMatch(o -> in(place, o)));
  }

  private static boolean in(String one, String other) {
    return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
  }

  private static Set<String> places(String text) {
    String named = text.replaceFirst(" \\(\\d+ of .*\\)$", "");
    String[] parts = named.replaceFirst("^[a-z0-9]+:", "").split(",", -1);
    if (named.startsWith(DIGITS)) {
      return Set.of(DIGITS + (parts.length > 1 ? parts[1] : "0"));
    }
    Set<String> places = new HashSet<>();
    for (String part : parts) {
      if (!part.isEmpty() && !part.matches("\\d+|grey")) {
        try {
          places.add(Path.of(part).toAbsolutePath().normalize().toString());
        } catch (InvalidPathException e) {
          continue; // no path on this system
        }
      }
    }
    return places;
  }
}
