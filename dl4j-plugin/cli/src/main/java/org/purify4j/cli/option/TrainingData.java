package org.purify4j.cli.option;

import java.io.IOException;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Which images a diffusion model is trained on, as it is written on a command line; so is {@code
 * toString}.
 */
public sealed interface TrainingData permits StoredData, DigitsData {
  /** How it is written. */
  String FORMS = StoredData.FORMS + " or " + DigitsData.FORM;

  /**
   * Reads it.
   *
   * @throws UsageException if it is of no known kind
   */
  static TrainingData parse(String option, String text) {
    return text.startsWith(DigitsData.PREFIX)
        ? DigitsData.parse(option, text)
        : StoredData.parse(option, text);
  }

  /** Channels of its images unless said otherwise. */
  int usualChannels();

  /**
   * Opens the images.
   *
   * @param shape what they are to be
   */
  ImageSet open(ImageShape shape) throws IOException;
}
