package org.purify4j.importers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.unet.HyperParameters;
import org.purify4j.layers.ImageNormalization;

/**
 * What the tensors of most classifiers do not say: normalisation and image size, from the tensors
 * that do say it, the options, what an export says, or else as the family's authors have it.
 */
final class ClassifierSettings {
  private static final String NORMALIZATION = "normalization";
  private static final String IMAGE_SIZE = "image size";
  private static final String SIZE_OPTION = "image_size";
  private static final String AUTHORS = "the family's authors";
  private static final int LARGEST_IMAGE = 4096;
  private static final int COLOURS = 3;

  private final Checkpoint checkpoint;
  private final ImportOptions options;
  private final ClassifierImporter importer;
  private final ImageNormalization normalization;
  private final int imageSize;
  private final Map<String, Fact> facts = new LinkedHashMap<>();

  /**
   * Settles them.
   *
   * @throws ImportException if what is given contradicts the tensors, or is nothing that a
   *     classifier has
   */
  ClassifierSettings(RecognisedCheckpoint<ClassifierImporter> file) {
    this.checkpoint = file.checkpoint();
    this.options = file.options();
    this.importer = file.match().importer();
    requireKnown(options.hyperParameters());
    Optional<ExportedDescription> exported = ExportedDescription.find(checkpoint, options.config());
    if (options.config().isPresent() && exported.isEmpty()) {
      throw failure("config: got one, must be left out for a classifier");
    }
    Map<String, Fact> known =
        exported.map(description -> description.facts(checkpoint.file())).orElseGet(Map::of);
    this.imageSize = imageSize(Optional.ofNullable(known.get(IMAGE_SIZE)));
    this.normalization = normalization(Optional.ofNullable(known.get(NORMALIZATION)));
  }

  ImageNormalization normalization() {
    return normalization;
  }

  int imageSize() {
    return imageSize;
  }

  /** Both, and what they rest on. */
  Map<String, Fact> facts() {
    return facts;
  }

  private int imageSize(Optional<Fact> exported) {
    Optional<Integer> said = said();
    Fact fact =
        said.map(size -> Fact.given(size, ImportOptions.SOURCE))
            .or(() -> exported)
            .orElseGet(() -> Fact.assumed(importer.defaultImageSize(), AUTHORS));
    facts.put(IMAGE_SIZE, fact);
    try {
      int size = Integer.parseInt(fact.value());
      if (size >= 1 && size <= LARGEST_IMAGE) {
        return size;
      }
    } catch (NumberFormatException e) {
      throw failure(IMAGE_SIZE + ": got " + fact.value() + ", must be an integer");
    }
    throw failure(IMAGE_SIZE + ": got " + fact.value() + ", must be from 1 to " + LARGEST_IMAGE);
  }

  private Optional<Integer> said() {
    try {
      return options.hyperParameters().integer(SIZE_OPTION);
    } catch (IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  private ImageNormalization normalization(Optional<Fact> exported) {
    Optional<ImageNormalization> said = options.normalization();
    if (checkpoint.has(Checkpoint.INPUT_MEAN)) {
      ImageNormalization own = ofTensors();
      said.filter(other -> !other.equals(own))
          .ifPresent(
              other -> {
                throw failure(
                    NORMALIZATION + ": got " + other + " (option), the tensors have " + own);
              });
      facts.put(NORMALIZATION, Fact.inferred(own));
      return own;
    }
    if (said.isEmpty() && exported.isPresent()) {
      facts.put(NORMALIZATION, exported.get());
      return parse(exported.get().value());
    }
    ImageNormalization chosen = said.orElseGet(() -> importer.defaultNormalization(checkpoint));
    facts.put(
        NORMALIZATION,
        said.isPresent()
            ? Fact.given(chosen, ImportOptions.SOURCE)
            : Fact.assumed(chosen, AUTHORS));
    return chosen;
  }

  private ImageNormalization ofTensors() {
    return parse(numbers(Checkpoint.INPUT_MEAN) + "/" + numbers(Checkpoint.INPUT_STD));
  }

  /** As short as they are in single precision, one for each colour. */
  private String numbers(String name) {
    List<String> numbers = new ArrayList<>();
    for (float value : checkpoint.floats(name)) {
      numbers.add(Float.toString(value));
    }
    while (numbers.size() < COLOURS) {
      numbers.add(numbers.get(0));
    }
    return String.join(",", numbers);
  }

  private ImageNormalization parse(String text) {
    try {
      return ImageNormalization.parse(text);
    } catch (IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  private void requireKnown(HyperParameters given) {
    String others = given.without(SIZE_OPTION).names();
    if (!others.isEmpty()) {
      throw failure(
          others + ": is no setting of a classifier, which has " + SIZE_OPTION + " alone");
    }
  }

  private ImportException failure(String problem) {
    return new ImportException(checkpoint.file(), problem);
  }
}
