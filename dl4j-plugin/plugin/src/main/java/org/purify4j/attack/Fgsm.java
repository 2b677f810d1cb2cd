package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * The fast gradient sign method (Goodfellow et al., "Explaining and harnessing adversarial
 * examples", 2015): one step of the whole budget from the image along the steepest ascent of the
 * cross-entropy; in L2, along the normalised gradient.
 *
 * @param budget how far an image may be moved
 * @param objective what is raised
 * @param samples draws of the target's noise over which the gradient is averaged, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record Fgsm(Budget budget, Objective objective, int samples, int batchSize)
    implements Attack {
  static final AttackKind KIND =
      AttackKind.ofLoss("fgsm", "one step of the whole budget along the gradient", Fgsm::of);

  public Fgsm {
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** FGSM with one draw of the target's noise. */
  public static Fgsm of(Norm norm, double epsilon) {
    return of(Objective.USUAL.loss(), AttackSettings.of(new Budget(norm, epsilon)));
  }

  /**
   * FGSM with the budget and the draws of some settings.
   *
   * @param loss what is raised, towards the goal of the settings
   */
  public static Fgsm of(LogitLoss loss, AttackSettings settings) {
    return new Fgsm(
        settings.budget(),
        new Objective(loss, settings.goal()),
        settings.samples(),
        settings.batchSize());
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new Pgd(budget, objective, budget.epsilon(), 1, Start.IMAGE, samples, 0, batchSize)
        .attack(target, images, labels, draw);
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    objective.addTo(settings);
    return settings.put("eot", samples);
  }
}
