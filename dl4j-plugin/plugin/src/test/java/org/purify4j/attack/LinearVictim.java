package org.purify4j.attack;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;

/**
 * Logits = image · weights: for two classes the best attack is known exactly. Each image is
 * reckoned with by itself, so that not even the last bit depends on the batch.
 */
final class LinearVictim implements Classifier {
  private final INDArray weights;
  private final double[][] rows;

  /**
   * @param weights {@code [d, k]}
   */
  LinearVictim(INDArray weights) {
    this.weights = weights;
    this.rows = weights.toDoubleMatrix();
  }

  double[][] weights() {
    return rows;
  }

  @Override
  public int classes() {
    return (int) weights.size(1);
  }

  @Override
  public INDArray logits(INDArray images) {
    return mapped(images.dup('c').reshape(images.size(0), rows.length), this::logits);
  }

  @Override
  public Tape record(INDArray images) {
    return Tape.of(logits(images), c -> mapped(c, this::gradient).reshape(images.shape()));
  }

  /** The logits, as the activations of the only layer. */
  @Override
  public List<String> innerLayers() {
    return List.of("scores");
  }

  @Override
  public LayerActivations innerLayer(String name) {
    return new LayerActivations() {
      @Override
      public Tape record(INDArray images) {
        return LinearVictim.this.record(images);
      }

      @Override
      public void close() {}
    };
  }

  /** The direction in which the logit of class 1 gains most on that of class 0. */
  INDArray direction(long... imageShape) {
    return weights.getColumn(1).sub(weights.getColumn(0)).reshape(imageShape);
  }

  private double[] logits(double[] image) {
    double[] logits = new double[classes()];
    for (int i = 0; i < image.length; i++) {
      for (int c = 0; c < logits.length; c++) {
        logits[c] += image[i] * rows[i][c];
      }
    }
    return logits;
  }

  private double[] gradient(double[] cotangent) {
    double[] gradient = new double[rows.length];
    for (int i = 0; i < gradient.length; i++) {
      for (int c = 0; c < cotangent.length; c++) {
        gradient[i] += cotangent[c] * rows[i][c];
      }
    }
    return gradient;
  }

  private static INDArray mapped(INDArray arrays, UnaryOperator<double[]> function) {
    double[][] rows = Softmax.rows(arrays);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = function.apply(rows[i]);
    }
    return Nd4j.createFromArray(rows).castTo(arrays.dataType());
  }
}
