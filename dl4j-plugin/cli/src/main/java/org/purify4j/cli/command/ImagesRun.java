package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
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
 */
record ImagesRun(Path model, Optional<Path> victim, PurifierConfig config, Map<Path, Path> places) {
  /** Purifies, writes the pictures and a record of it, and prints a line for each. */
  @SuppressWarnings("try") // the watch is only closed
  void execute(Path out, Terminal terminal) throws IOException {
    ObjectNode record = provenance();
    List<Assumption> assumptions = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    ArrayNode images = record.putArray("images");
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        DiffusionModel diffusion = DiffusionModel.load(model);
        OptionalClassifier classifier = classifier(assumptions, notes);
        Purifier purifier = purifier(diffusion, classifier);
        ProgressLine progress = ProgressLine.on(terminal, "images")) {
      assumptions.addAll(
          Assumption.of(InputFiles.MODEL.name(), diffusion.description().provenance()));
      List<Map.Entry<Path, Path>> pictures = new ArrayList<>(places.entrySet());
      for (int i = 0; i < pictures.size(); i++) {
        Path picture = pictures.get(i).getKey();
        Path place = pictures.get(i).getValue();
        progress.show(i, pictures.size(), picture.getFileName().toString());
        INDArray image = ImageFiles.read(picture);
        check(picture, image, diffusion);
        INDArray purified = purifier.purify(image);
        ImageFiles.write(purified, place);
        ObjectNode entry = images.addObject();
        entry.put("in", picture.toString()).put("out", place.toString());
        entry.put("largestChange", purified.sub(image).amaxNumber().doubleValue());
        classifier.describe("before", image, entry);
        classifier.describe("after", purified, entry);
      }
    }
    record.set("assumptions", JsonFile.JSON.valueToTree(assumptions));
    record.set("notes", JsonFile.JSON.valueToTree(notes));
    JsonFile.write(record, out.resolve("images.json"));
    images.forEach(entry -> terminal.out().println(line(entry)));
    notes.forEach(terminal.out()::println);
    assumptions.forEach(assumption -> terminal.out().println(assumption.text()));
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

  private static void check(Path picture, INDArray image, DiffusionModel diffusion) {
    try {
      diffusion.description().network().describe((int) image.size(2), (int) image.size(3));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          picture
              + ": got "
              + image.size(3)
              + "x"
              + image.size(2)
              + " pixels, which this diffusion model does not accept ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /**
   * An optional classifier.
   *
   * @param victim the classifier
   */
  private record OptionalClassifier(Optional<Classifier> victim) implements AutoCloseable {
    /** Records the predicted class of an image and its probability. */
    void describe(String when, INDArray image, ObjectNode entry) {
      victim.ifPresent(
          v -> {
            INDArray probabilities = Transforms.softmax(v.logits(image), true);
            int best = probabilities.argMax(1).getInt(0);
            entry
                .putObject(when)
                .put("class", best)
                .put("probability", probabilities.getDouble(0, best));
          });
    }

    @Override
    public void close() {
      victim.ifPresent(Classifier::close);
    }
  }
}
