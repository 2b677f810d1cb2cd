package org.purify4j.diffusion.classifier;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * A classifier whose noise is always that of the same draw of each image.
 *
 * @param classifier the classifier with noise
 * @param index number of the draw
 */
record FixedNoiseClassifier(NoisyClassifier classifier, long index) implements NoisyClassifier {
  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public boolean dependsOnDraw() {
    return false;
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return classifier.logits(images, draw.withIndex(index));
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return classifier.record(images, draw.withIndex(index));
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    return classifier.ofCrossEntropy(images, labels, draw.withIndex(index));
  }

  @Override
  public Answer answer(INDArray images, Draw draw) {
    return classifier.answer(images, draw.withIndex(index));
  }
}
