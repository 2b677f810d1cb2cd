package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier that answers 0 for some draws of some images, whatever these show.
 *
 * @param classifier what answers otherwise
 * @param period one draw out of so many is answered by 0
 */
record LapsingClassifier(NoisyClassifier classifier, int period) implements NoisyClassifier {
  @Override
  public int classes() {
    return classifier.classes();
  }

  /** {@code [n, 1]}: 0 where the answer is 0, 1 elsewhere. */
  private INDArray present(INDArray logits, Draw draw) {
    INDArray present = Nd4j.ones(logits.dataType(), logits.size(0), 1);
    for (int i = 0; i < draw.imageIds().length; i++) {
      if (Math.floorMod(draw.imageIds()[i] + draw.indices()[i], period) == 0) {
        present.putScalar(i, 0, 0);
      }
    }
    return present;
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    INDArray logits = classifier.logits(images, draw);
    return logits.mul(present(logits, draw));
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    Tape tape = classifier.record(images, draw);
    INDArray present = present(tape.output(), draw);
    return Tape.of(tape.output().mul(present), ofLogits -> tape.gradient(ofLogits.mul(present)));
  }
}
