package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** Class 0 within a sphere and class 1 outside: the logits are r² − ‖x − m‖² and 0. */
record SphereVictim(double middle, double radius) implements Classifier {
  @Override
  public int classes() {
    return 2;
  }

  @Override
  public INDArray logits(INDArray images) {
    double[][] rows = PixelRows.read(images);
    double[][] logits = new double[rows.length][2];
    for (int i = 0; i < rows.length; i++) {
      logits[i][0] = radius * radius;
      for (double value : rows[i]) {
        logits[i][0] -= (value - middle) * (value - middle);
      }
    }
    return Nd4j.createFromArray(logits);
  }

  @Override
  public Tape record(INDArray images) {
    return Tape.of(
        logits(images),
        cotangent -> images.sub(middle).mul(-2).mul(cotangent.getColumn(0).reshape(-1, 1, 1, 1)));
  }
}
