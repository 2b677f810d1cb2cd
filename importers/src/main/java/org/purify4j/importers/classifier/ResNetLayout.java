package org.purify4j.importers.classifier;

/**
 * What differs between authors of residual networks.
 *
 * @param stem what comes before the blocks
 * @param stages how often the width doubles, plus 1
 * @param shortcut what passes a block that changes the size or the width
 * @param head name of the linear layer
 */
record ResNetLayout(Stem stem, int stages, Shortcut shortcut, String head) {
  /** What comes before the blocks. */
  enum Stem {
    /** A 3×3 convolution, for small images. */
    SMALL,
    /** A 7×7 convolution of stride 2 and a 3×3 maximum of stride 2, for large ones. */
    LARGE
  }

  /** What passes a block. */
  sealed interface Shortcut {
    /** Every other pixel between channels of zeros ("option A"). */
    record Padded() implements Shortcut {}

    /**
     * A 1×1 convolution and batch normalisation ("option B").
     *
     * @param name of the Sequential that holds both
     */
    record Projected(String name) implements Shortcut {}
  }
}
