package org.purify4j.diagnose;

/**
 * Two attacks compared image by image, where each may have skipped some: then the other's figure
 * says only what the comparison may be. Images that both skipped say nothing.
 *
 * @param lower images where the second attack leaves less for certain
 * @param perhapsLower images where it may leave less
 * @param higher images where it leaves more for certain
 * @param perhapsHigher images where it may leave more
 */
record PairedShares(int lower, int perhapsLower, int higher, int perhapsHigher) {
  static PairedShares of(ImageShares first, ImageShares second) {
    int lower = 0;
    int perhapsLower = 0;
    int higher = 0;
    int perhapsHigher = 0;
    for (int i = 0; i < first.made().length; i++) {
      if (first.made()[i] || second.made()[i]) {
        lower += second.most(i) < first.least(i) ? 1 : 0;
        higher += second.least(i) > first.most(i) ? 1 : 0;
        perhapsLower += second.least(i) < first.most(i) ? 1 : 0;
        perhapsHigher += second.most(i) > first.least(i) ? 1 : 0;
      }
    }
    return new PairedShares(lower, perhapsLower, higher, perhapsHigher);
  }

  /**
   * The largest p-value of the second attack's leaving less, whatever the skipped images would
   * show. An image that may be either counts as higher.
   */
  double largestPValue() {
    return new SignTest(lower, perhapsHigher).pValueOfLower();
  }

  /** The smallest one. An image that may be either counts as lower. */
  double smallestPValue() {
    return new SignTest(perhapsLower, higher).pValueOfLower();
  }
}
