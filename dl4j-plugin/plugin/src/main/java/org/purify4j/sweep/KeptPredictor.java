package org.purify4j.sweep;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.Denoiser.PredictorFactory;
import org.purify4j.diffusion.engine.NoisePredictor;
import org.purify4j.diffusion.network.Conditioning;

/**
 * Lends the same predictor to one purifier after another, which then need not build it anew. All
 * must work on images of one size, in batches of one size. Not thread-safe.
 */
final class KeptPredictor implements PredictorFactory, AutoCloseable {
  private final PredictorFactory factory;
  private Optional<NoisePredictor> kept = Optional.empty();

  KeptPredictor(PredictorFactory factory) {
    this.factory = factory;
  }

  @Override
  public NoisePredictor open(int batchSize, int height, int width) {
    if (kept.isEmpty()) {
      kept = Optional.of(factory.open(batchSize, height, width));
    }
    return new Lent(kept.get());
  }

  @Override
  public void close() {
    kept.ifPresent(NoisePredictor::close);
    kept = Optional.empty();
  }

  /** Stays open when its borrower closes it. */
  private record Lent(NoisePredictor predictor) implements NoisePredictor {
    @Override
    public int batchSize() {
      return predictor.batchSize();
    }

    @Override
    public INDArray predict(INDArray x, Conditioning conditioning) {
      return predictor.predict(x, conditioning);
    }

    @Override
    public INDArray inputGradient(
        INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent) {
      return predictor.inputGradient(x, conditioning, cotangent);
    }

    @Override
    public long bytes() {
      return predictor.bytes();
    }

    @Override
    public void close() {}
  }
}
