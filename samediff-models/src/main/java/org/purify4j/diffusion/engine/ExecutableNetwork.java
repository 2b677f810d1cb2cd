package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A network bound to an engine, to weights and to a batch size. SameDiff is the reference; every
 * other engine computes the same network faster and agrees with it.
 *
 * <p>Images here are the diffusion's own: {@code [b, c, h, w]} with x = 2·image − 1. Not
 * thread-safe; holds native memory until closed, and is unusable afterwards.
 */
public interface ExecutableNetwork extends AutoCloseable {
  /** The fixed batch size b of every call. */
  int batchSize();

  /**
   * The raw network output.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @return {@code [b, o, h, w]}: the predicted noise in the first c channels and, for a learned
   *     range of variances, the interpolation output in the next c. Owned by the network and
   *     overwritten by the next call.
   * @throws IllegalStateException if the network is closed
   */
  INDArray forward(INDArray x, Conditioning conditioning);

  /**
   * The raw network output, recorded for its gradient with respect to x.
   *
   * @param x {@code [b, c, h, w]}, not modified; must stay as it is while the tape is in use
   * @param conditioning times (and classes) of the b images
   * @return a tape whose output {@code [b, o, h, w]} and gradient {@code [b, c, h, w]} are owned by
   *     the network and overwritten by its next call; the tape stays usable until the network is
   *     closed, and throws {@link IllegalStateException} afterwards
   * @throws IllegalStateException if the network is closed
   */
  Tape record(INDArray x, Conditioning conditioning);

  /**
   * The raw network output, recorded along a direction for second derivatives: as {@link
   * #secondDerivative} says, and by central differences unless an implementation knows better.
   *
   * @param x {@code [b, c, h, w]}, not modified; must stay as it is while the tape is in use
   * @param direction {@code [b, c, h, w]}, in which x changes; not modified, and must stay as it is
   * @param conditioning times (and classes) of the b images
   * @return a tape whose arrays may be owned by the network and overwritten by its next call; the
   *     tape stays usable as that of {@link #record} does
   * @throws IllegalStateException if the network is closed
   */
  default DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    return CentralDifferences.of(at -> record(at, conditioning), x, direction, 2);
  }

  /**
   * Asks the network to hold several recordings at a time, in the order in which they are made, so
   * that their gradients need no second forward pass; it repeats that of any other. What it holds
   * may depend on free memory, and changes the time that gradients take but none of their bits.
   *
   * @param x images of the size that will be recorded, not modified
   * @param wanted how many, at least 1
   * @return how many of the latest recordings it holds: from 1 to those wanted
   */
  default int holdRecordings(INDArray x, int wanted) {
    return 1;
  }

  /** How {@link #recordAlong} computes second derivatives. */
  default SecondDerivative secondDerivative() {
    return SecondDerivative.DIFFERENCES;
  }

  /** Bytes of memory held by arrays. */
  long bytes();

  @Override
  void close();
}
