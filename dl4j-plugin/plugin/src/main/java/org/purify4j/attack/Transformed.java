package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.transform.InputTransform;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * An attack on a target behind transforms, such as momentum with input diversity and translation
 * invariance (MI + DI + TI). The images it makes are for the target itself.
 *
 * @param attack that is made
 * @param transforms the first is the nearest to the target, the last to the attack; at least one
 * @param seed of what they draw
 */
public record Transformed(Attack attack, List<InputTransform> transforms, long seed)
    implements Attack {
  public Transformed {
    transforms = List.copyOf(transforms);
    if (transforms.isEmpty()) {
      throw new IllegalArgumentException("transforms: got none, must be at least one");
    }
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    NoisyClassifier behind = target;
    for (int i = 0; i < transforms.size(); i++) {
      behind = transforms.get(i).before(behind, KeyedRandom.hash(seed, i));
    }
    return attack.attack(behind, images, labels, draw);
  }

  @Override
  public boolean random() {
    return attack.random() || transforms.stream().anyMatch(InputTransform::random);
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = attack.settings();
    ArrayNode texts = settings.putArray("transforms");
    transforms.forEach(transform -> texts.add(transform.text()));
    return settings;
  }
}
