package org.purify4j.cli.command;

import java.util.List;
import java.util.function.LongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** A classifier that counts the images that it is asked about, once for each draw. */
final class AskedClassifier implements NoisyClassifier {
  private final NoisyClassifier classifier;
  private final LongConsumer watcher;
  private long images;

  /**
   * @param classifier what is asked
   * @param watcher is told the number so far, before an answer
   */
  AskedClassifier(NoisyClassifier classifier, LongConsumer watcher) {
    this.classifier = classifier;
    this.watcher = watcher;
  }

  /** How many images it was asked about, with and without gradients. */
  long images() {
    return images;
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
  public INDArray logits(INDArray batch, Draw draw) {
    count(batch);
    return classifier.logits(batch, draw);
  }

  @Override
  public Tape record(INDArray batch, Draw draw) {
    count(batch);
    return classifier.record(batch, draw);
  }

  private void count(INDArray batch) {
    images += batch.size(0);
    watcher.accept(images);
  }

  @Override
  public List<String> innerLayers() {
    return classifier.innerLayers();
  }

  @Override
  public LayerActivations innerLayer(String name) {
    LayerActivations inner = classifier.innerLayer(name);
    return new LayerActivations() {
      @Override
      public Tape record(INDArray batch) {
        count(batch);
        return inner.record(batch);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }
}
