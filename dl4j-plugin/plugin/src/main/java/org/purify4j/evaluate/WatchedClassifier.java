package org.purify4j.evaluate;

import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** A classifier that reports how often it has been queried, so that an attack's progress shows. */
public final class WatchedClassifier implements NoisyClassifier {
  private final NoisyClassifier classifier;
  private final IntConsumer watcher;
  private int queries;

  /**
   * Watches a classifier.
   *
   * @param classifier what is queried
   * @param watcher is told the number of each query, from 1, before it is answered
   */
  public WatchedClassifier(NoisyClassifier classifier, IntConsumer watcher) {
    this.classifier = classifier;
    this.watcher = watcher;
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
    watcher.accept(++queries);
    return classifier.logits(images, draw);
  }

  @Override
  public Answer answer(INDArray images, Draw draw) {
    watcher.accept(++queries);
    return classifier.answer(images, draw);
  }

  @Override
  public Tape record(INDArray images, Draw draw) {
    watcher.accept(++queries);
    return classifier.record(images, draw);
  }

  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    watcher.accept(++queries);
    return classifier.ofCrossEntropy(images, labels, draw);
  }

  @Override
  public List<String> innerLayers() {
    return classifier.innerLayers();
  }

  @Override
  public LayerActivations innerLayer(String name) {
    return classifier.innerLayer(name);
  }
}
