package org.purify4j.cli.option;

import java.io.IOException;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/** Training images for a diffusion model, named on the command line, not yet opened. */
public interface TrainingData extends NamedData {
  /** Their name, as it is written on the command line; kept in the trained model. */
  String text();

  /** Whether the images have classes, on which a network can be conditional. */
  default boolean labelled() {
    return true;
  }

  /** Channels of the images unless said otherwise. */
  int usualChannels();

  /**
   * Opens the images.
   *
   * @param shape the shape that the model takes
   */
  ImageSet open(ImageShape shape) throws IOException;
}
