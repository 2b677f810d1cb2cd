package org.purify4j.evaluate;

import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Target;
import org.purify4j.diffusion.noise.Draw;

/** A target that tells how often it has been asked. */
public final class WatchedTarget implements Target {
  private final Target target;
  private final IntConsumer watcher;
  private int queries;

  /**
   * @param target what is asked
   * @param watcher is told, before each question, the how manieth it is, from 1
   */
  public WatchedTarget(Target target, IntConsumer watcher) {
    this.target = target;
    this.watcher = watcher;
  }

  @Override
  public int classes() {
    return target.classes();
  }

  @Override
  public INDArray logits(INDArray images, Draw draw) {
    watcher.accept(++queries);
    return target.logits(images, draw);
  }

  @Override
  public INDArray inputGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent) {
    watcher.accept(++queries);
    return target.inputGradient(images, draw, cotangent);
  }
}
