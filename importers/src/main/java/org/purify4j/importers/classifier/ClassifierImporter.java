package org.purify4j.importers.classifier;

import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.layers.ImageNormalization;

/** Turns the checkpoints of one family of classifiers into DL4J networks. */
public interface ClassifierImporter extends FamilyImporter {
  /** What the authors of this family normalise images by, if nothing is known of the network. */
  ImageNormalization defaultNormalization();

  /** What the authors of this family normalise the images of such a network by. */
  ImageNormalization defaultNormalization(Checkpoint checkpoint);

  /** Height and width, in pixels, of the images that the authors of this family train on. */
  int defaultImageSize();

  /**
   * Builds the network and loads its weights, strictly: every tensor is used and none is missing.
   *
   * @param checkpoint a checkpoint of this family
   * @param normalization what the network's first layer applies to images in [0, 1]
   * @param imageSize height and width of the images, in pixels
   * @throws org.purify4j.importers.checkpoint.ImportException listing the tensors that do not fit,
   *     or if the images are too small for the architecture
   */
  ImportedGraph build(Checkpoint checkpoint, ImageNormalization normalization, int imageSize);

  /** Builds the network for images of the authors' size, normalised as the authors do. */
  default ImportedGraph build(Checkpoint checkpoint) {
    return build(checkpoint, defaultNormalization(checkpoint), defaultImageSize());
  }
}
