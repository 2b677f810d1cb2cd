package org.purify4j.importers.classifier;

import java.util.List;

/**
 * What differs between authors of ShuffleNetV2.
 *
 * @param stem what comes before the stages
 * @param first names of the first convolution
 * @param stages names of the three stages
 * @param left convolutions of the left branch of a block that halves the size: depthwise, 1×1
 * @param right of its right branch: 1×1, depthwise, 1×1
 * @param kept of the one branch of a block that keeps the size: 1×1, depthwise, 1×1
 * @param last names of the last convolution
 * @param head name of the linear layer
 */
record ShuffleNetV2Layout(
    Stem stem,
    ConvolutionNames first,
    List<String> stages,
    List<ConvolutionNames> left,
    List<ConvolutionNames> right,
    List<ConvolutionNames> kept,
    ConvolutionNames last,
    String head) {
  ShuffleNetV2Layout {
    stages = List.copyOf(stages);
    left = List.copyOf(left);
    right = List.copyOf(right);
    kept = List.copyOf(kept);
  }

  /** What comes before the stages. */
  enum Stem {
    /** A 3×3 convolution, for small images. */
    SMALL,
    /** A 3×3 convolution and a 3×3 maximum, each of stride 2, for large ones. */
    LARGE
  }
}
