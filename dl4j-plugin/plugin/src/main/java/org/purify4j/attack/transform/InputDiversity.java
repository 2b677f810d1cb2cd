package org.purify4j.attack.transform;

import org.apache.commons.rng.UniformRandomProvider;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * Input diversity (Xie et al., "Improving transferability of adversarial examples with input
 * diversity", 2019): with a probability, the image is made smaller by a random factor and put at a
 * random place on black; otherwise it is left.
 *
 * <p>The paper enlarges the ground to 330 pixels for images of 299; networks of a fixed size take
 * no larger ones, so here the ground keeps its size and the image shrinks, by the same factor at
 * most. It is resized linearly, by the nearest pixel in the paper. Gradients go back through the
 * exact adjoint.
 *
 * @param probability p, from 0 to 1
 */
public record InputDiversity(double probability) implements InputTransform {
  /** The paper's p, with momentum. */
  public static final double DEFAULT_PROBABILITY = 0.5;

  /** The paper's smallest image, as a share of its ground. */
  private static final double SMALLEST = 299 / 330.0;

  static final TransformKind KIND =
      new TransformKind(
          "di",
          "di[:P]",
          "input diversity: the image, with probability P ("
              + DEFAULT_PROBABILITY
              + "), a little"
              + " smaller and elsewhere",
          argument ->
              new InputDiversity(
                  argument.isEmpty()
                      ? DEFAULT_PROBABILITY
                      : Spelling.real("probability", argument)));

  public InputDiversity {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability: got " + probability + ", must be from 0 to 1");
    }
  }

  @Override
  public String text() {
    return KIND.name() + ":" + Spelling.text(probability);
  }

  @Override
  public boolean random() {
    return probability > 0;
  }

  /** {@inheritDoc} Heights and widths shrink by the same factor, to whole pixels. */
  @Override
  public Passage draw(int channels, int height, int width, UniformRandomProvider random) {
    if (random.nextDouble() >= probability) {
      return Passage.identity();
    }
    double share = SMALLEST + (1 - SMALLEST) * random.nextDouble();
    int high = Math.max(1, (int) Math.round(share * height));
    int wide = Math.max(1, (int) Math.round(share * width));
    int top = random.nextInt(height - high + 1);
    int left = random.nextInt(width - wide + 1);
    return new SeparableMap(channels, resized(height, high, top), resized(width, wide, left));
  }

  /** The matrix that resizes a line linearly, between the middles of pixels, and shifts it. */
  private static double[][] resized(int from, int to, int at) {
    double[][] matrix = new double[from][from];
    for (int i = 0; i < to; i++) {
      double middle = (i + 0.5) * from / to - 0.5;
      int below = (int) Math.floor(middle);
      double share = middle - below;
      matrix[at + i][Math.max(below, 0)] += 1 - share;
      matrix[at + i][Math.min(below + 1, from - 1)] += share;
    }
    return matrix;
  }
}
