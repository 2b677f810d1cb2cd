package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/** No attack: a copy of the images. */
record NoAttack() implements Attack {
  static final AttackKind KIND =
      AttackKind.of("none", "the images stay as they are", settings -> new NoAttack());

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return AttackedImages.of(images.dup('c'));
  }

  @Override
  public ObjectNode settings() {
    return KIND.settings();
  }
}
