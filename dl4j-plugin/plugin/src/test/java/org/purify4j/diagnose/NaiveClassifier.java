package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier whose cross-entropy is differentiated as its formula has it, softmax less one-hot in
 * float32: 0 where the classifier is certain.
 *
 * @param classifier what answers
 */
record NaiveClassifier(NoisyClassifier classifier) implements NoisyClassifier {
  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return classifier.logits(images, draw);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return classifier.record(images, draw);
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    try (Tape tape = classifier.record(images, draw)) {
      double[][] rows = Softmax.rows(tape.output());
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Softmax.of(rows[i]);
        for (int c = 0; c < rows[i].length; c++) {
          rows[i][c] = (float) rows[i][c] - (c == labels[i] ? 1 : 0);
        }
      }
      INDArray ofLogits = Softmax.array(rows, tape.output());
      return new ScaledGradient(tape.gradient(ofLogits), new double[labels.length]);
    }
  }
}
