package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * A loss of the deployed classifier at a fixed draw: ⟨c, z(x)⟩ with z the logits and c fixed. With
 * c the gradient of the cross-entropy with respect to the logits, scaled to ordinary size, its
 * gradient is the cross-entropy's, and it does not vanish however certain the classifier is.
 *
 * @param deployed the classifier
 * @param draw of all images
 * @param weights c, one row for each image
 */
record DeployedLoss(NoisyClassifier deployed, Draw draw, double[][] weights) {
  /** The loss of each image. */
  double[] of(INDArray images) {
    double[][] logits = LogitRows.of(deployed.logits(images, draw)).rows();
    double[] losses = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < logits[i].length; c++) {
        losses[i] += weights[i][c] * logits[i][c];
      }
    }
    return losses;
  }
}
