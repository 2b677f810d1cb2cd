package org.purify4j.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * Four classes, and a weakness that each draw has elsewhere: logit c is 10 (x_c − ½) + g Σ_j w_cj
 * (x_j − ½), where the signs w of the pixels behind the fourth depend on the draw. Whoever knows
 * the signs wins with a small perturbation; over fresh ones it cancels out.
 *
 * @param seed of the signs
 * @param weakness g
 */
public record KeyedClassifier(long seed, double weakness) implements NoisyClassifier {
  static final int CLASSES = 4;
  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;

  /** Grey images with one brighter pixel, that of their class, and a little texture. */
  public static LabelledImages images(int n) {
    float[] pixels = new float[n * PIXELS];
    int[] labels = new int[n];
    long[] ids = new long[n];
    Random random = new Random(5);
    for (int i = 0; i < n; i++) {
      labels[i] = i % CLASSES;
      ids[i] = 100 + i;
      for (int j = 0; j < PIXELS; j++) {
        double bright = j == labels[i] ? 0.15 + 0.03 * i : 0;
        pixels[i * PIXELS + j] = (float) (0.5 + bright + 0.06 * random.nextGaussian());
      }
    }
    return new LabelledImages(
        Nd4j.createFromArray(pixels).reshape('c', n, 1, SIDE, SIDE), labels, ids);
  }

  /** The classifier without the weakness, which knows no draws. */
  public static Classifier bare() {
    return new KeyedClassifier(0, 0).at(Draw.of());
  }

  /** It as a defence of the bare one. */
  public Deployment deployment() {
    return deployment(this);
  }

  /** Another classifier in its place. */
  public static Deployment deployment(NoisyClassifier deployed) {
    return new Deployment(
        "keyed",
        JsonNodeFactory.instance.objectNode().put("kind", "keyed"),
        deployed,
        NoisyClassifier.of(bare()),
        Map.of(GradientMode.EXACT, deployed),
        () -> 0);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  private double[][] weights(Draw draw, int image) {
    long id = draw.imageIds().length == 0 ? 0 : draw.imageIds()[image];
    long index = draw.indices().length == 0 ? 0 : draw.indices()[image];
    SplittableRandom signs = new SplittableRandom((seed * 31 + id) * 1_000_003 + index);
    double[][] weights = new double[CLASSES][PIXELS];
    for (int c = 0; c < CLASSES; c++) {
      weights[c][c] = 10;
      for (int j = CLASSES; j < PIXELS; j++) {
        weights[c][j] = signs.nextBoolean() ? weakness : -weakness;
      }
    }
    return weights;
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    double[][] rows = rows(images);
    double[][] logits = new double[rows.length][CLASSES];
    for (int i = 0; i < rows.length; i++) {
      double[][] weights = weights(draw, i);
      for (int c = 0; c < CLASSES; c++) {
        for (int j = 0; j < PIXELS; j++) {
          logits[i][c] += weights[c][j] * (rows[i][j] - 0.5);
        }
      }
    }
    return Nd4j.createFromArray(logits).castTo(DataType.FLOAT);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return Tape.of(logits(images, draw), cotangent -> gradient(cotangent, images, draw));
  }

  private INDArray gradient(INDArray cotangent, INDArray images, Draw draw) {
    double[][] ofLogits = rows(cotangent);
    double[][] ofPixels = new double[ofLogits.length][PIXELS];
    for (int i = 0; i < ofPixels.length; i++) {
      double[][] weights = weights(draw, i);
      for (int c = 0; c < CLASSES; c++) {
        for (int j = 0; j < PIXELS; j++) {
          ofPixels[i][j] += weights[c][j] * ofLogits[i][c];
        }
      }
    }
    return Nd4j.createFromArray(ofPixels).reshape(images.shape()).castTo(DataType.FLOAT);
  }

  private static double[][] rows(INDArray arrays) {
    long n = arrays.size(0);
    return Softmax.rows(arrays.dup('c').reshape(n, arrays.length() / n));
  }
}
