package org.purify4j.diagnose;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier that is given prepared images.
 *
 * @param classifier what answers
 * @param preparation of images
 * @param pullback the gradient with respect to the images, from them and from the gradient with
 *     respect to the prepared ones
 */
record PreparedClassifier(
    NoisyClassifier classifier,
    UnaryOperator<INDArray> preparation,
    BinaryOperator<INDArray> pullback)
    implements NoisyClassifier {
  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return classifier.logits(preparation.apply(images), draw);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    Tape tape = classifier.record(preparation.apply(images), draw);
    return Tape.of(tape.output(), ofLogits -> pullback.apply(images, tape.gradient(ofLogits)));
  }
}
