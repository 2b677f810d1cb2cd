package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.noise.Draw;

/**
 * The fast gradient sign method (Goodfellow et al., "Explaining and harnessing adversarial
 * examples", 2015): one step of the whole budget from the image along the steepest ascent of the
 * cross-entropy; in L2, along the normalised gradient.
 *
 * @param norm how the perturbation is measured
 * @param epsilon its size in pixel units, above 0
 * @param samples draws of the target that the gradient is averaged over, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record Fgsm(Norm norm, double epsilon, int samples, int batchSize) implements Attack {
  public Fgsm {
    asPgd(norm, epsilon, samples, batchSize);
  }

  /** FGSM with one draw of the target. */
  public static Fgsm of(Norm norm, double epsilon) {
    return new Fgsm(norm, epsilon, 1, Pgd.DEFAULT_BATCH_SIZE);
  }

  /** The same with another number of draws. */
  public Fgsm withSamples(int newSamples) {
    return new Fgsm(norm, epsilon, newSamples, batchSize);
  }

  /** The same with another batch size. */
  public Fgsm withBatchSize(int newBatchSize) {
    return new Fgsm(norm, epsilon, samples, newBatchSize);
  }

  @Override
  public INDArray perturb(Target target, INDArray images, int[] labels, Draw draw) {
    return asPgd(norm, epsilon, samples, batchSize).perturb(target, images, labels, draw);
  }

  private static Pgd asPgd(Norm norm, double epsilon, int samples, int batchSize) {
    return new Pgd(norm, epsilon, epsilon, 1, Start.IMAGE, samples, 0, batchSize);
  }
}
