package org.purify4j.protocol;

import java.util.List;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** Counts what is asked of a classifier, image by image. */
final class CountedClassifier implements NoisyClassifier {
  private final NoisyClassifier classifier;
  private final LongSupplier networkPasses;
  private final long passesBefore;
  private final Watcher watcher;
  private long queries;
  private long gradients;

  /** Is told of every question. */
  @FunctionalInterface
  interface Watcher {
    /**
     * Called after each answer and each gradient.
     *
     * @param queries of an image so far
     * @param gradients of an image so far
     */
    void asked(long queries, long gradients);
  }

  /**
   * @param networkPasses passes of an image through the diffusion network so far
   */
  CountedClassifier(NoisyClassifier classifier, LongSupplier networkPasses, Watcher watcher) {
    this.classifier = classifier;
    this.networkPasses = networkPasses;
    this.passesBefore = networkPasses.getAsLong();
    this.watcher = watcher;
  }

  QueryCount count() {
    return new QueryCount(queries, gradients, networkPasses.getAsLong() - passesBefore);
  }

  private void asked(long images) {
    queries += images;
    watcher.asked(queries, gradients);
  }

  private void differentiated(long images) {
    gradients += images;
    watcher.asked(queries, gradients);
  }

  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public boolean dependsOnDraw() {
    return classifier.dependsOnDraw();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    INDArray logits = classifier.logits(images, draw);
    asked(images.size(0));
    return logits;
  }

  @Override
  public Answer answer(INDArray images, Draw draw) {
    Answer answer = classifier.answer(images, draw);
    asked(images.size(0));
    return answer;
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    return counted(classifier.record(images, draw), images.size(0));
  }

  private Tape counted(Tape tape, long images) {
    asked(images);
    return new Tape() {
      @Override
      public INDArray output() {
        return tape.output();
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        INDArray gradient = tape.gradient(cotangent);
        differentiated(images);
        return gradient;
      }

      @Override
      public void close() {
        tape.close();
      }
    };
  }

  @Override
  public List<String> innerLayers() {
    return classifier.innerLayers();
  }

  /** {@inheritDoc} What is asked of it counts as a whole answer. */
  @Override
  public LayerActivations innerLayer(String name) {
    LayerActivations inner = classifier.innerLayer(name);
    return new LayerActivations() {
      @Override
      public Tape record(INDArray images) {
        return counted(inner.record(images), images.size(0));
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    ScaledGradient gradient = classifier.ofCrossEntropy(images, labels, draw);
    asked(images.size(0));
    differentiated(images.size(0));
    return gradient;
  }
}
