package org.purify4j.sweep;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.Denoiser.NetworkFactory;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * Lends the same network to one purifier after another, so that it is built only once. All must
 * work on images of one size, in batches of one size. Not thread-safe.
 */
final class KeptNetwork implements NetworkFactory, AutoCloseable {
  private final NetworkFactory factory;
  private Optional<ExecutableNetwork> kept = Optional.empty();

  KeptNetwork(NetworkFactory factory) {
    this.factory = factory;
  }

  @Override
  public ExecutableNetwork open(int batchSize, int height, int width) {
    if (kept.isEmpty()) {
      kept = Optional.of(factory.open(batchSize, height, width));
    }
    return new Lent(kept.get());
  }

  @Override
  public void close() {
    kept.ifPresent(ExecutableNetwork::close);
    kept = Optional.empty();
  }

  /** Stays open when its borrower closes it. */
  private record Lent(ExecutableNetwork network) implements ExecutableNetwork {
    @Override
    public int batchSize() {
      return network.batchSize();
    }

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      return network.forward(x, conditioning);
    }

    @Override
    public Tape record(INDArray x, Conditioning conditioning) {
      return network.record(x, conditioning);
    }

    @Override
    public long bytes() {
      return network.bytes();
    }

    @Override
    public void close() {}
  }
}
