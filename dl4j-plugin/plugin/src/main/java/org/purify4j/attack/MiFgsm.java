package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * The momentum iterative fast gradient sign method (Dong et al., "Boosting adversarial attacks with
 * momentum", 2018, algorithm 1): from the image, with g_0 = 0,
 *
 * <pre>
 * g_{t+1} = μ g_t + ∇J(x_t) / ‖∇J(x_t)‖_1
 * x_{t+1} = x_t + α sign(g_{t+1})            in L∞
 * x_{t+1} = x_t + α g_{t+1} / ‖g_{t+1}‖_2     in L2
 * </pre>
 *
 * <p>and in L1 as {@link Pgd} does, each projected into the ball around the image and into [0, 1].
 * The last iterate is the result. The directions that it keeps to are less those of one network
 * than PGD's, so its images more often fool another one.
 *
 * <p>Against a target with noise, every gradient is averaged over fresh draws (expectation over
 * transformation, Athalye et al. 2018).
 *
 * @param budget how far an image may be moved
 * @param objective J, which is raised
 * @param decay μ, from 0, which forgets at once, to 1, which forgets nothing
 * @param stepSize α, length of a step in the budget's norm, in pixel units, above 0
 * @param steps number of steps, at least 1
 * @param samples draws of the target's noise per step, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record MiFgsm(
    Budget budget,
    Objective objective,
    double decay,
    double stepSize,
    int steps,
    int samples,
    int batchSize)
    implements Attack {
  /** Steps in the paper. */
  public static final int DEFAULT_STEPS = 10;

  /** The paper's μ. */
  public static final double DEFAULT_DECAY = 1;

  static final AttackKind KIND =
      AttackKind.ofLoss(
          "mi-fgsm",
          "FGSM in steps with momentum, by default "
              + DEFAULT_STEPS
              + ", together as long as the budget",
          MiFgsm::of);

  public MiFgsm {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay: got " + decay + ", must be from 0 to 1");
    }
    Bound.STEP_SIZE.require(stepSize);
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /**
   * The paper's attack: unless the settings say otherwise, {@value #DEFAULT_STEPS} steps, which
   * together are as long as the budget.
   *
   * @param loss what is raised, towards the goal of the settings
   */
  public static MiFgsm of(LogitLoss loss, AttackSettings settings) {
    int steps = settings.steps().orElse(DEFAULT_STEPS);
    return new MiFgsm(
        settings.budget(),
        new Objective(loss, settings.goal()),
        DEFAULT_DECAY,
        settings.stepSize().orElse(settings.budget().epsilon() / steps),
        steps,
        settings.samples(),
        settings.batchSize());
  }

  /** The same with another decay of the momentum. */
  public MiFgsm withDecay(double newDecay) {
    return new MiFgsm(budget, objective, newDecay, stepSize, steps, samples, batchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(
            batch ->
                attack(new LossQueries(target, samples, batch, objective.goal()), batch.images()));
  }

  private AttackedImages attack(LossQueries queries, INDArray images) {
    double[][] originals = PixelRows.read(images);
    double[][] momenta = new double[originals.length][originals[0].length];
    PixelGeometry geometry = budget.norm().geometry();
    return new Ascent(queries, objective, steps)
        .from(
            PixelRows.read(images),
            (i, point, gradient) -> {
              remember(momenta[i], gradient);
              geometry.ascend(point, momenta[i], stepSize, point);
              geometry.project(point, originals[i], budget.epsilon());
              queries.pixels().settle(point, originals[i]);
            });
  }

  private void remember(double[] momentum, double[] gradient) {
    double sum = 0;
    for (double part : gradient) {
      sum += Math.abs(part);
    }
    for (int i = 0; i < momentum.length; i++) {
      momentum[i] = decay * momentum[i] + (sum == 0 ? 0 : gradient[i] / sum);
    }
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    settings.put("loss", objective.loss().name());
    Objective.addGoalTo(settings, objective.goal());
    return settings
        .put("decay", decay)
        .put("stepSize", stepSize)
        .put("steps", steps)
        .put("eot", samples);
  }
}
