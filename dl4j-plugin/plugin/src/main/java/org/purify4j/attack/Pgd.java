package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.noise.Draw;

/**
 * Projected gradient descent (Madry et al., "Towards deep learning models resistant to adversarial
 * attacks", 2018): steps of steepest ascent of the cross-entropy, each projected back into the ball
 * around the image and into [0, 1]. The last iterate is the result.
 *
 * <p>Against a target with noise, every step averages the gradient over fresh draws (expectation
 * over transformation, Athalye et al. 2018).
 *
 * @param norm how the perturbation is measured
 * @param epsilon its budget in pixel units, above 0
 * @param stepSize size of a step in the same norm, above 0
 * @param steps number of steps, at least 1
 * @param start where the first step is taken from
 * @param samples draws of the target per step, at least 1
 * @param seed of the random start
 * @param batchSize images per query of the target, at least 1
 */
public record Pgd(
    Norm norm,
    double epsilon,
    double stepSize,
    int steps,
    Start start,
    int samples,
    long seed,
    int batchSize)
    implements Attack {

  /** Steps of the attack that the purification papers report. */
  public static final int DEFAULT_STEPS = 40;

  /** Step size as a part of the budget: Madry et al. take 2/255 for 8/255. */
  public static final double DEFAULT_STEP_FRACTION = 0.25;

  /** Images per query unless told otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 32;

  public Pgd {
    requirePositive("epsilon", epsilon);
    requirePositive("stepSize", stepSize);
    requireAtLeastOne("steps", steps);
    requireAtLeastOne("samples", samples);
    requireAtLeastOne("batchSize", batchSize);
  }

  /** PGD with {@value #DEFAULT_STEPS} steps from a random start. */
  public static Pgd of(Norm norm, double epsilon) {
    return new Pgd(
        norm,
        epsilon,
        epsilon * DEFAULT_STEP_FRACTION,
        DEFAULT_STEPS,
        Start.RANDOM,
        1,
        0,
        DEFAULT_BATCH_SIZE);
  }

  /** The same with another number of steps. */
  public Pgd withSteps(int newSteps) {
    return new Pgd(norm, epsilon, stepSize, newSteps, start, samples, seed, batchSize);
  }

  /** The same with another step size. */
  public Pgd withStepSize(double newStepSize) {
    return new Pgd(norm, epsilon, newStepSize, steps, start, samples, seed, batchSize);
  }

  /** The same with another start. */
  public Pgd withStart(Start newStart) {
    return new Pgd(norm, epsilon, stepSize, steps, newStart, samples, seed, batchSize);
  }

  /** The same with another number of draws per step. */
  public Pgd withSamples(int newSamples) {
    return new Pgd(norm, epsilon, stepSize, steps, start, newSamples, seed, batchSize);
  }

  /** The same with another seed. */
  public Pgd withSeed(long newSeed) {
    return new Pgd(norm, epsilon, stepSize, steps, start, samples, newSeed, batchSize);
  }

  /** The same with another batch size. */
  public Pgd withBatchSize(int newBatchSize) {
    return new Pgd(norm, epsilon, stepSize, steps, start, samples, seed, newBatchSize);
  }

  @Override
  public INDArray perturb(Target target, INDArray images, int[] labels, Draw draw) {
    return Batches.of(batchSize, images, labels, draw)
        .map(
            batch ->
                perturb(target, batch.images(), new CrossEntropy(batch.labels()), batch.draw()));
  }

  private INDArray perturb(Target target, INDArray images, CrossEntropy loss, Draw draw) {
    INDArray current = images.dup('c');
    if (start == Start.RANDOM) {
      current = toPixels(images.add(RandomStart.of(norm, epsilon, seed, draw, images)));
    }
    for (int step = 0; step < steps; step++) {
      INDArray ascent = norm.steepest(gradient(target, current, loss, draw, step));
      INDArray perturbation = current.addi(ascent.muli(stepSize)).subi(images);
      current = toPixels(norm.project(perturbation, epsilon).addi(images));
    }
    return current;
  }

  private INDArray gradient(
      Target target, INDArray current, CrossEntropy loss, Draw draw, int step) {
    INDArray sum = target.inputGradient(current, RandomStart.query(draw, step, 0), loss);
    for (int sample = 1; sample < samples; sample++) {
      sum.addi(target.inputGradient(current, RandomStart.query(draw, step, sample), loss));
    }
    return sum;
  }

  /** Into [0, 1]; moves no pixel away from an image that is in [0, 1] itself. */
  private static INDArray toPixels(INDArray images) {
    return Transforms.max(Transforms.min(images, 1.0, false), 0.0, false);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be above 0");
    }
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be at least 1");
    }
  }
}
