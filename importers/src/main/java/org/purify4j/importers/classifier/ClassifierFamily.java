package org.purify4j.importers.classifier;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.Recognition;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/**
 * One author's classifiers of one architecture, as data.
 *
 * @param family short name
 * @param description the networks and their authors, in a few words
 * @param defaultNormalization what the authors normalise images by
 * @param cifar100 name of the last layer, if the authors have trained on CIFAR-100 too and
 *     normalise its images by its own statistics
 * @param defaultImageSize height and width of the authors' images
 * @param signs by which the family is told from all others
 * @param reader reads the architecture off a checkpoint's names and shapes
 */
record ClassifierFamily(
    String family,
    String description,
    ImageNormalization defaultNormalization,
    Optional<String> cifar100,
    int defaultImageSize,
    List<Sign> signs,
    Function<ModuleShapes, TorchNetwork> reader)
    implements ClassifierImporter {
  private static final int CLASSES_OF_CIFAR100 = 100;

  ClassifierFamily {
    signs = List.copyOf(signs);
  }

  /** Of authors who normalise all images alike. */
  ClassifierFamily(
      String family,
      String description,
      ImageNormalization defaultNormalization,
      int defaultImageSize,
      List<Sign> signs,
      Function<ModuleShapes, TorchNetwork> reader) {
    this(
        family,
        description,
        defaultNormalization,
        Optional.empty(),
        defaultImageSize,
        signs,
        reader);
  }

  /** A copy of which networks with 100 classes are for CIFAR-100, normalised by its statistics. */
  ClassifierFamily withCifar100(String head) {
    return new ClassifierFamily(
        family,
        description,
        defaultNormalization,
        Optional.of(head),
        defaultImageSize,
        signs,
        reader);
  }

  @Override
  public ImageNormalization defaultNormalization(Checkpoint checkpoint) {
    boolean cifar =
        cifar100
            .filter(head -> new ModuleShapes(checkpoint).out(head) == CLASSES_OF_CIFAR100)
            .isPresent();
    return cifar ? ImageNormalization.CIFAR100 : defaultNormalization;
  }

  @Override
  public Recognition recognise(Checkpoint checkpoint) {
    return Recognition.of(checkpoint, signs);
  }

  @Override
  public ImportedGraph build(
      Checkpoint checkpoint, ImageNormalization normalization, int imageSize) {
    TorchNetwork architecture = reader.apply(new ModuleShapes(checkpoint));
    if (imageSize < architecture.smallestImage()) {
      throw new ImportException(
          checkpoint.file(),
          "image size: got " + imageSize + ", must be at least " + architecture.smallestImage());
    }
    TorchGraph graph = new TorchGraph(imageSize, normalization, architecture.epsilon());
    architecture.addTo(graph);
    return new ImportedGraph(graph.load(checkpoint), architecture.inferred());
  }
}
