package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** Counts images that are asked and images that are recorded. */
final class CountingClassifier implements NoisyClassifier {
  private final NoisyClassifier classifier;
  private long queries;
  private long gradients;

  CountingClassifier(NoisyClassifier classifier) {
    this.classifier = classifier;
  }

  DiagnosticCost perImage(int images) {
    return new DiagnosticCost(queries / images, gradients / images);
  }

  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    queries += images.size(0);
    return classifier.logits(images, draw);
  }

  @Override
  public Answer answer(INDArray images, Draw draw) {
    queries += images.size(0);
    return classifier.answer(images, draw);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    gradients += images.size(0);
    return classifier.record(images, draw);
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    gradients += images.size(0);
    return classifier.ofCrossEntropy(images, labels, draw);
  }
}
