package org.purify4j.diffusion.chain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.noise.BatchNoise;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.noise.NoiseSource.Kind;
import org.purify4j.diffusion.noise.NoiseSource.Step;

/** Provides all the noise of one batch's chain as a function of round and step. */
final class ChainNoise implements AutoCloseable {
  private final BatchNoise noise;
  private final Draw draw;
  private final int firstRound;
  private final INDArray like;
  private Optional<INDArray> ofStep = Optional.empty();

  /**
   * Creates the noise of a draw.
   *
   * @param firstRound the number by which the source knows the first round
   * @param like an array with the type and shape of the noise
   */
  ChainNoise(NoiseSource source, Draw draw, int firstRound, INDArray like) {
    this.noise = new BatchNoise(source, like.shape());
    this.draw = draw;
    this.firstRound = firstRound;
    this.like = like;
  }

  /** The noise of the forward diffusion to a round's start step; freshly allocated. */
  INDArray forward(int round) {
    return fill(round, Kind.FORWARD, 0, empty());
  }

  /** The noise of the noised inputs that guidance terms use; freshly allocated. */
  INDArray reference(int round, int index) {
    return fill(round, Kind.REFERENCE, index, empty());
  }

  /** The noise that the step from x_t adds; overwritten by the next call. */
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

  /** Frees the memory of the steps' noise; the next step allocates it again. */
  @Override
  public void close() {
    ofStep.filter(INDArray::closeable).ifPresent(INDArray::close);
    ofStep = Optional.empty();
  }
}
