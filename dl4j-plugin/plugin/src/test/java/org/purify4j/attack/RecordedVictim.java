package org.purify4j.attack;

import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier made of one function.
 *
 * @param classes how many
 * @param recording what {@link #record} returns
 */
record RecordedVictim(int classes, BiFunction<INDArray, Draw, Tape> recording)
    implements NoisyClassifier {
  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return record(images, draw).output();
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return recording.apply(images, draw);
  }
}
