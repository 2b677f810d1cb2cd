package org.purify4j.sweep;

import java.util.HashMap;
import java.util.Map;
import org.purify4j.diffusion.chain.Denoiser.NetworkFactory;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.ForwardingNetwork;
import org.purify4j.diffusion.gradient.SecondDerivative;

/**
 * Lends the same networks, one for each size of batch and image, to one purifier after another, so
 * that they are built only once. Not thread-safe.
 */
final class KeptNetwork implements NetworkFactory, AutoCloseable {
  private final NetworkFactory factory;
  private final Map<Size, ExecutableNetwork> kept = new HashMap<>();

  private record Size(int batch, int height, int width) {}

  KeptNetwork(NetworkFactory factory) {
    this.factory = factory;
  }

  @Override
  public ExecutableNetwork open(int batchSize, int height, int width) {
    return new Lent(
        kept.computeIfAbsent(
            new Size(batchSize, height, width),
            size -> factory.open(size.batch(), size.height(), size.width())));
  }

  @Override
  public SecondDerivative secondDerivative() {
    return factory.secondDerivative();
  }

  @Override
  public void close() {
    kept.values().forEach(ExecutableNetwork::close);
    kept.clear();
  }

  /** Stays open when its borrower closes it. */
  private record Lent(ExecutableNetwork network) implements ForwardingNetwork {
    @Override
    public void close() {}
  }
}
