package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.UserFault;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.FileReference;
import org.purify4j.importers.ClassifierArchive;

/**
 * A purification of image files, one at a time, each at its own size.
 *
 * @param model file of the diffusion model
 * @param victim file of a classifier, if there is one
 * @param config the purifier
 * @param places the output file of each picture
 * @param earlier what an earlier run wrote there
 * @param passedOver says what lies with the pictures and is none, if anything does
 */
record ImagesRun(
    Path model,
    Optional<Path> victim,
    PurifierConfig config,
    Map<Path, Path> places,
    EarlierPictures earlier,
    Optional<String> passedOver) {
  private static final int MOST_NAMED = 10;

  /** The record of the run, in the output directory. */
  static final String RECORD = "images.json";

  /**
   * Purifies, writes the pictures and a record of it, and prints a line for each. A picture that
   * cannot be purified is named and left out.
   *
   * @throws CommandException at the end, if one could not
   */
  @SuppressWarnings("try") // the watch is only closed
  void execute(Path out, Terminal terminal) throws IOException {
    ObjectNode record = provenance();
    earlier.addTo(record, places.values());
    List<Assumption> assumptions = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    passedOver.ifPresent(notes::add);
    ArrayNode images = record.putArray("images");
    Map<Path, String> failures = new LinkedHashMap<>();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        DiffusionModel diffusion = DiffusionModel.load(model);
        OptionalClassifier classifier = classifier(assumptions, notes);
        Purifier purifier = purifier(diffusion, classifier);
        ProgressLine progress = ProgressLine.on(terminal, "images")) {
      assumptions.addAll(
          Assumption.of(InputFiles.MODEL.name(), diffusion.description().provenance()));
      int done = 0;
      for (Map.Entry<Path, Path> entry : places.entrySet()) {
        Path picture = entry.getKey();
        progress.show(done++, places.size(), picture.getFileName().toString());
        Optional<Result> result = Optional.empty();
        try {
          INDArray image = read(picture, diffusion);
          result = Optional.of(classifier.behind(purifier, image));
        } catch (IOException | UserFault | IllegalArgumentException | ArithmeticException e) {
          if (places.size() == 1) {
            throw e;
          }
          String line = ErrorLine.of(e);
          failures.put(picture, line);
          progress.aside(() -> terminal.err().println("purify: " + line));
        }
        if (result.isPresent()) {
          if (images.isEmpty()) {
            JsonFile.write(record, out.resolve(RECORD)); // a run that is killed is known by it
          }
          write(result.get(), entry.getValue());
          images.add(result.get().record(picture, entry.getValue()));
        }
      }
    }
    failures.forEach(
        (picture, line) ->
            record.withArray("failed").addObject().put("in", picture.toString()).put("why", line));
    record.set("assumptions", JsonFile.JSON.valueToTree(assumptions));
    record.set("notes", JsonFile.JSON.valueToTree(notes));
    JsonFile.write(record, out.resolve(RECORD));
    images.forEach(entry -> terminal.out().println(line(entry)));
    notes.forEach(terminal.out()::println);
    assumptions.forEach(assumption -> terminal.out().println(assumption.text()));
    requireNone(failures);
  }

  private void requireNone(Map<Path, String> failures) {
    if (!failures.isEmpty()) {
      String names =
          failures.keySet().stream()
              .limit(MOST_NAMED)
              .map(Path::toString)
              .collect(Collectors.joining(", "));
      throw new CommandException(
          failures.size()
              + " of "
              + places.size()
              + (places.size() == 1 ? " picture was" : " pictures were")
              + " not purified: "
              + names
              + (failures.size() > MOST_NAMED ? ", ..." : ""));
    }
  }

  private static void write(Result result, Path place) throws IOException {
    Path directory = place.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    } else if (directory != null) {
      AtomicFile.removeLeftovers(directory);
    }
    ImageFiles.write(result.purified(), place);
  }

  private static String line(JsonNode entry) {
    String classes =
        entry.has("before")
            ? String.format(
                Locale.ROOT,
                "  class %d (%.2f) -> %d (%.2f)",
                entry.at("/before/class").asInt(),
                entry.at("/before/probability").asDouble(),
                entry.at("/after/class").asInt(),
                entry.at("/after/probability").asDouble())
            : "";
    return entry.get("in").asText() + " -> " + entry.get("out").asText() + classes;
  }

  private ObjectNode provenance() throws IOException {
    List<FileReference> files = new ArrayList<>();
    files.add(FileReference.of("model", model));
    if (victim.isPresent()) {
      files.add(FileReference.of("victim", victim.get()));
    }
    ObjectNode record = JsonFile.JSON.createObjectNode();
    record.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    record.set("purifier", JsonFile.JSON.readTree(config.toJson()));
    record.set("files", JsonFile.JSON.valueToTree(files));
    record.set("environment", JsonFile.JSON.valueToTree(Machine.environment()));
    return record;
  }

  private Purifier purifier(DiffusionModel diffusion, OptionalClassifier classifier) {
    return classifier
        .victim()
        .map(guide -> Purifier.of(diffusion, config, guide))
        .orElseGet(() -> Purifier.of(diffusion, config));
  }

  private OptionalClassifier classifier(List<Assumption> assumptions, List<String> notes)
      throws IOException {
    if (victim.isEmpty()) {
      return new OptionalClassifier(Optional.empty());
    }
    Path file = victim.get();
    ClassifierArchive.provenance(file)
        .ifPresent(origin -> assumptions.addAll(Assumption.of(InputFiles.VICTIM.name(), origin)));
    SavedClassifier saved = SavedClassifier.load(file);
    saved.note(file).ifPresent(notes::add);
    return new OptionalClassifier(Optional.of(saved.victim()));
  }

  private static INDArray read(Path picture, DiffusionModel diffusion) throws IOException {
    INDArray image = ImageFiles.read(picture, diffusion.description().network().inChannels());
    try {
      diffusion.description().requireImages(image.size(1), image.size(2), image.size(3));
    } catch (IllegalArgumentException e) {
      throw new CommandException(picture + ": " + e.getMessage(), e);
    }
    return image;
  }

  /**
   * A purified picture.
   *
   * @param image {@code [1, c, h, w]} in [0, 1]
   * @param purified the same, purified
   * @param before the classifier's probabilities for the image; empty without a classifier
   * @param after those behind the purifier, over all its votes
   */
  private record Result(
      INDArray image, INDArray purified, Optional<INDArray> before, Optional<INDArray> after) {
    ObjectNode record(Path in, Path out) {
      ObjectNode entry = JsonFile.JSON.createObjectNode();
      entry.put("in", in.toString()).put("out", out.toString());
      entry.put("largestChange", purified.sub(image).amaxNumber().doubleValue());
      before.ifPresent(probabilities -> describe(entry.putObject("before"), probabilities));
      after.ifPresent(probabilities -> describe(entry.putObject("after"), probabilities));
      return entry;
    }

    private static void describe(ObjectNode to, INDArray probabilities) {
      int best = probabilities.argMax(1).getInt(0);
      to.put("class", best).put("probability", probabilities.getDouble(0, best));
    }
  }

  /**
   * An optional classifier.
   *
   * @param victim the classifier
   */
  private record OptionalClassifier(Optional<Classifier> victim) implements AutoCloseable {
    /** Purifies an image, and classifies it before and after. */
    Result behind(Purifier purifier, INDArray image) {
      if (victim.isEmpty()) {
        return new Result(image, purifier.purify(image), Optional.empty(), Optional.empty());
      }
      Answer answer =
          new PurifiedClassifier(purifier, victim.get(), GradientMode.NONE)
              .answer(image, Draw.ofContent(image));
      return new Result(
          image,
          answer.shown(),
          Optional.of(Transforms.softmax(victim.get().logits(image), true)),
          Optional.of(Transforms.softmax(answer.logits(), true)));
    }

    @Override
    public void close() {
      victim.ifPresent(Classifier::close);
    }
  }
}
