package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Projected gradient descent (Madry et al., "Towards deep learning models resistant to adversarial
 * attacks", 2018): steps of steepest ascent of the cross-entropy, each projected back into the ball
 * around the image and into [0, 1]. The last iterate is the result.
 *
 * <p>Against a target with noise, every step averages the gradient over fresh draws (expectation
 * over transformation, Athalye et al. 2018).
 *
 * @param budget how far an image may be moved
 * @param stepSize length of a step in the budget's norm, in pixel units, above 0
 * @param steps number of steps, at least 1
 * @param start where the first step is taken from
 * @param samples draws of the target's noise per step, at least 1
 * @param seed of the random start
 * @param batchSize images per query of the target, at least 1
 */
public record Pgd(
    Budget budget, double stepSize, int steps, Start start, int samples, long seed, int batchSize)
    implements Attack {
  static final AttackKind KIND =
      AttackKind.of("pgd", "steps along the gradient from a random start", Pgd::of);

  /** Steps of the attack that the purification papers report. */
  public static final int DEFAULT_STEPS = 40;

  /** Step size as a share of the budget: Madry et al. take 2/255 for 8/255. */
  private static final double DEFAULT_STEP_SHARE = 0.25;

  public Pgd {
    Bound.STEP_SIZE.require(stepSize);
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** PGD from a random start; unless told otherwise, a step is a quarter of the budget. */
  public static Pgd of(AttackSettings settings) {
    return new Pgd(
        settings.budget(),
        settings.stepSize().orElse(settings.budget().epsilon() * DEFAULT_STEP_SHARE),
        settings.steps().orElse(DEFAULT_STEPS),
        Start.RANDOM,
        settings.samples(),
        settings.seed(),
        settings.batchSize());
  }

  /** PGD with {@value #DEFAULT_STEPS} steps from a random start. */
  public static Pgd of(Norm norm, double epsilon) {
    return of(AttackSettings.of(new Budget(norm, epsilon)));
  }

  /** The same with another number of steps. */
  public Pgd withSteps(int newSteps) {
    return new Pgd(budget, stepSize, newSteps, start, samples, seed, batchSize);
  }

  /** The same with another number of draws per step. */
  public Pgd withSamples(int newSamples) {
    return new Pgd(budget, stepSize, steps, start, newSamples, seed, batchSize);
  }

  /** The same with another seed. */
  public Pgd withSeed(long newSeed) {
    return new Pgd(budget, stepSize, steps, start, samples, newSeed, batchSize);
  }

  /** The same with another batch size. */
  public Pgd withBatchSize(int newBatchSize) {
    return new Pgd(budget, stepSize, steps, start, samples, seed, newBatchSize);
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    ExpectedGradient gradient = new ExpectedGradient(target, samples);
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(gradient, batch.images(), batch.labels(), batch.draw()));
  }

  private AttackedImages attack(
      ExpectedGradient gradient, INDArray images, int[] labels, Draw draw) {
    INDArray current =
        start == Start.RANDOM ? RandomStart.of(budget, seed, draw, images) : images.dup('c');
    int[] zeroGradients = new int[labels.length];
    for (int step = 0; step < steps; step++) {
      INDArray ofLoss = gradient.at(current, labels, draw, step);
      countZeros(ofLoss, zeroGradients, draw);
      INDArray ascent = budget.norm().steepest(ofLoss);
      INDArray perturbation = current.addi(ascent.muli(stepSize)).subi(images);
      current = budget.perturbed(images, perturbation);
    }
    return new AttackedImages(current, zeroGradients);
  }

  /** Adds 1 for each image whose gradient is exactly 0. */
  private static void countZeros(INDArray gradient, int[] zeroGradients, Draw draw) {
    for (int i = 0; i < zeroGradients.length; i++) {
      INDArray ofImage = Rows.of(gradient, i, i + 1);
      if (!Double.isFinite(ofImage.sumNumber().doubleValue())) {
        throw new ArithmeticException(
            "gradient of image " + draw.imageIds()[i] + ": got values that are not finite");
      }
      zeroGradients[i] += ofImage.amaxNumber().doubleValue() == 0 ? 1 : 0;
    }
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    return settings
        .put("stepSize", stepSize)
        .put("steps", steps)
        .put("start", start.name().toLowerCase(Locale.ROOT))
        .put("eot", samples);
  }
}
