package org.purify4j.diffusion.chain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.Denoiser.NetworkFactory;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/** A network for images of any size: it keeps one network open, for the image size last seen. */
final class AnySizeNetwork implements ExecutableNetwork {
  private final NetworkFactory networks;
  private final int batchSize;
  private Optional<Sized> open = Optional.empty();

  /** A network and the image size it was made for. */
  private record Sized(ExecutableNetwork network, long height, long width) {}

  /** Creates the wrapper; a network is opened when the first image arrives. */
  AnySizeNetwork(NetworkFactory networks, int batchSize) {
    this.networks = networks;
    this.batchSize = batchSize;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    return sizedAs(x).forward(x, conditioning);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    return sizedAs(x).record(x, conditioning);
  }

  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    return sizedAs(x).recordAlong(x, direction, conditioning);
  }

  @Override
  public int holdRecordings(INDArray x, int wanted) {
    return sizedAs(x).holdRecordings(x, wanted);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return networks.secondDerivative();
  }

  private ExecutableNetwork sizedAs(INDArray x) {
    long height = x.size(2);
    long width = x.size(3);
    if (open.isEmpty() || open.get().height() != height || open.get().width() != width) {
      close();
      ExecutableNetwork network = networks.open(batchSize, (int) height, (int) width);
      open = Optional.of(new Sized(network, height, width));
    }
    return open.get().network();
  }

  @Override
  public long bytes() {
    return open.map(sized -> sized.network().bytes()).orElse(0L);
  }

  @Override
  public void close() {
    open.ifPresent(sized -> sized.network().close());
    open = Optional.empty();
  }
}
