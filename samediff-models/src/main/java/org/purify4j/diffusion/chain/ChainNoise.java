package org.purify4j.diffusion.chain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.noise.BatchNoise;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;

/** All noise of one batch's chain, as a function of round and step. */
final class ChainNoise implements AutoCloseable {
  private final BatchNoise noise;
  private final Draw draw;
  private final int firstRound;
  private final INDArray like;
  private Optional<INDArray> ofStep = Optional.empty();

  /**
   * The noise of a draw.
   *
   * @param firstRound the number by which the source knows the first round
   * @param like has the type and shape of the noise
   */
  ChainNoise(NoiseSource source, Draw draw, int firstRound, INDArray like) {
    this.noise = new BatchNoise(source, like.shape());
    this.draw = draw;
    this.firstRound = firstRound;
    this.like = like;
  }

  /** The noise that takes an image to the start of a round; freshly allocated. */
  INDArray forward(int round) {
    return fill(round, Kind.FORWARD, 0, empty());
  }

  /** The noise of the terms' own noised inputs; freshly allocated. */
  INDArray reference(int round, int index) {
    return fill(round, Kind.REFERENCE, index, empty());
  }

  /** The noise that the step at x_t adds; overwritten by the next. */
  INDArray reverse(int round, int t) {
    if (ofStep.isEmpty()) {
      ofStep = Optional.of(empty());
    }
    return fill(round, Kind.REVERSE, t, ofStep.get());
  }

  private INDArray empty() {
    return Nd4j.createUninitialized(like.dataType(), like.shape());
  }

  private INDArray fill(int round, Kind kind, int index, INDArray values) {
    noise.fill(draw, firstRound + round, new Step(kind, index), values);
    return values;
  }

  /** Frees the memory of the steps' noise; the next step takes it anew. */
  @Override
  public void close() {
    ofStep.filter(INDArray::closeable).ifPresent(INDArray::close);
    ofStep = Optional.empty();
  }
}
