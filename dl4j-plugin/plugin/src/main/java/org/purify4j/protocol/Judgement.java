package org.purify4j.protocol;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The answers of a deployed classifier to some images, in draws that no attacker has seen.
 *
 * @param classes for each image, the class in each draw
 * @param majority for each image, the class that most draws give; the mean of their probabilities
 *     breaks ties
 * @param meanVote for each image, the class with the largest mean of the draws' probabilities
 */
public record Judgement(int[][] classes, int[] majority, int[] meanVote) {
  public Judgement {
    if (classes.length == 0 || classes[0] == null || classes[0].length == 0) {
      throw new IllegalArgumentException(
          "classes: got none, must hold at least one image and one draw");
    }
    for (int[] draws : classes) {
      if (draws == null || draws.length != classes[0].length) {
        throw new IllegalArgumentException(
            "classes: got images with different numbers of draws, must be the same for each");
      }
      requireClasses(draws);
    }
    if (majority.length != classes.length || meanVote.length != classes.length) {
      throw new IllegalArgumentException(
          "majority, meanVote: got "
              + majority.length
              + " and "
              + meanVote.length
              + ", must be one for each of "
              + classes.length
              + " images");
    }
    requireClasses(majority);
    requireClasses(meanVote);
  }

  private static void requireClasses(int[] classes) {
    for (int c : classes) {
      if (c < 0) {
        throw new IllegalArgumentException("class: got " + c + ", must be at least 0");
      }
    }
  }

  /** Number of images. */
  public int images() {
    return classes.length;
  }

  /** Draws of each image. */
  public int draws() {
    return classes[0].length;
  }

  /** The answers to one image. */
  Judgement image(int index) {
    return new Judgement(
        new int[][] {classes[index]}, new int[] {majority[index]}, new int[] {meanVote[index]});
  }

  /** Whether the answers to an image are those of another judgement. */
  boolean isSame(Judgement other, int index) {
    return Arrays.equals(classes[index], other.classes[index])
        && majority[index] == other.majority[index]
        && meanVote[index] == other.meanVote[index];
  }

  /** Whether an image is wrong in every draw, and by both votes. */
  boolean lost(int index, int label) {
    return IntStream.of(classes[index]).allMatch(answer -> answer != label)
        && majority[index] != label
        && meanVote[index] != label;
  }

  /** These images followed by those of another judgement with as many draws. */
  Judgement plus(Judgement more) {
    int n = images();
    int[][] all = Arrays.copyOf(classes, n + more.images());
    int[] majorities = Arrays.copyOf(majority, n + more.images());
    int[] means = Arrays.copyOf(meanVote, n + more.images());
    for (int i = 0; i < more.images(); i++) {
      all[n + i] = more.classes[i];
      majorities[n + i] = more.majority[i];
      means[n + i] = more.meanVote[i];
    }
    return new Judgement(all, majorities, means);
  }
}
