package org.purify4j.diagnose;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier that answers for other draws than it is asked for.
 *
 * @param classifier what answers
 * @param redraw turns the draw it is asked for into the one it takes
 */
record RedrawnClassifier(NoisyClassifier classifier, UnaryOperator<Draw> redraw)
    implements NoisyClassifier {
  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return classifier.logits(images, redraw.apply(draw));
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return classifier.record(images, redraw.apply(draw));
  }
}
