package org.purify4j.diffusion.engine.choice;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.ForwardingNetwork;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A network whose engine has no second derivatives, beside the same one on an engine that has. The
 * latter is opened when it is first asked.
 */
final class TwiceDifferentiableNetwork implements ForwardingNetwork {
  private final ExecutableNetwork network;
  private final Supplier<ExecutableNetwork> open;
  private Optional<ExecutableNetwork> other = Optional.empty();
  private boolean closed;

  /**
   * Takes over the network.
   *
   * @param open opens the same network on the other engine
   */
  TwiceDifferentiableNetwork(ExecutableNetwork network, Supplier<ExecutableNetwork> open) {
    this.network = network;
    this.open = open;
  }

  @Override
  public ExecutableNetwork network() {
    return network;
  }

  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    if (closed) {
      throw new ClosedException("network");
    }
    if (other.isEmpty()) {
      other = Optional.of(open.get());
    }
    return other.get().recordAlong(x, direction, conditioning);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return SecondDerivative.EXACT;
  }

  @Override
  public long bytes() {
    return network.bytes() + other.map(ExecutableNetwork::bytes).orElse(0L);
  }

  @Override
  public void close() {
    closed = true;
    network.close();
    other.ifPresent(ExecutableNetwork::close);
  }
}
