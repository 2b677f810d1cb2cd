package org.purify4j.evaluate;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** Two classes, dark (0) and bright (1); logits are ∓(mean − 1/2), so all is known by hand. */
final class BrightnessVictim implements Classifier {
  @Override
  public int classes() {
    return 2;
  }

  @Override
  public INDArray logits(INDArray images) {
    int n = (int) images.size(0);
    double[][] logits = new double[n][2];
    for (int i = 0; i < n; i++) {
      double excess = images.slice(i).meanNumber().doubleValue() - 0.5;
      logits[i] = new double[] {-excess, excess};
    }
    return Nd4j.createFromArray(logits).castTo(DataType.FLOAT);
  }

  @Override
  public Tape record(INDArray images) {
    return Tape.of(logits(images), seed -> gradient(images, seed));
  }

  private static INDArray gradient(INDArray images, INDArray seed) {
    INDArray gradient = Nd4j.create(DataType.FLOAT, images.shape());
    long pixels = images.length() / images.size(0);
    for (int i = 0; i < images.size(0); i++) {
      gradient.slice(i).assign((seed.getDouble(i, 1) - seed.getDouble(i, 0)) / pixels);
    }
    return gradient;
  }
}
