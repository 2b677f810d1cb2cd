package org.purify4j.protocol;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** A linear classifier that takes every image for class 0, so that no attack on it ends early. */
final class SteadyClassifier implements NoisyClassifier {
  private static final double MARGIN = 100;
  private static final double SLOPE = 1e-4;
  private static final int PERIOD = 11;

  private static final String LAYER = "layer";

  private final DryRun.Target target;

  /** By class and pixel: different for all classes, and not 0. */
  private final double[][] weights;

  /**
   * @param target what it says of itself; its answers depend on no draw, and its only inner layer
   *     is that of the logits
   * @param pixels of an image, in all channels
   */
  SteadyClassifier(DryRun.Target target, int pixels) {
    this.target = target;
    this.weights = new double[target.classes()][pixels];
    for (int c = 0; c < target.classes(); c++) {
      for (int j = 0; j < pixels; j++) {
        weights[c][j] = SLOPE * ((7 * j + 13 * c) % PERIOD - PERIOD / 2 + 0.5);
      }
    }
  }

  @Override
  public int classes() {
    return weights.length;
  }

  @Override
  public boolean dependsOnDraw() {
    return target.randomised();
  }

  @Override
  public List<String> innerLayers() {
    return target.showsLayers() ? List.of(LAYER) : List.of();
  }

  @Override
  public LayerActivations innerLayer(String name) {
    return new LayerActivations() {
      @Override
      public Tape record(INDArray images) {
        return SteadyClassifier.this.record(images, Draw.of());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    double[][] pixels = rows(images);
    double[][] logits = new double[pixels.length][classes()];
    for (int i = 0; i < pixels.length; i++) {
      for (int c = 0; c < classes(); c++) {
        double sum = c == 0 ? MARGIN : 0;
        for (int j = 0; j < pixels[i].length; j++) {
          sum += weights[c][j] * pixels[i][j];
        }
        logits[i][c] = sum;
      }
    }
    return Nd4j.createFromArray(logits).castTo(images.dataType());
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return Tape.of(logits(images, draw), cotangent -> gradient(cotangent, images));
  }

  private INDArray gradient(INDArray cotangent, INDArray images) {
    double[][] ofLogits = rows(cotangent);
    double[][] ofPixels = rows(images);
    for (int i = 0; i < ofPixels.length; i++) {
      for (int j = 0; j < ofPixels[i].length; j++) {
        ofPixels[i][j] = 0;
        for (int c = 0; c < classes(); c++) {
          ofPixels[i][j] += weights[c][j] * ofLogits[i][c];
        }
      }
    }
    return Nd4j.createFromArray(ofPixels).reshape(images.shape()).castTo(images.dataType());
  }

  private static double[][] rows(INDArray arrays) {
    long n = arrays.size(0);
    return Softmax.rows(arrays.dup('c').reshape(n, arrays.length() / n));
  }
}
