package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.network.Conditioning;

/**
 * Keeps account of whose forward pass a network's memory holds, so that a tape can be asked for its
 * gradient at any time: what it needs is computed again if the memory has been used since. Whoever
 * records and asks at once pays for one forward and one backward pass.
 *
 * @param <G> what the backward pass gives
 */
abstract class Recorder<G> {
  private final RecordedPass<G> pass;
  private long generation;
  private boolean closed;

  Recorder(RecordedPass<G> pass) {
    this.pass = pass;
  }

  /** Says that the memory no longer holds what was last recorded. */
  public void overwritten() {
    generation++;
  }

  /**
   * Refuses what a closed network is asked for.
   *
   * @throws IllegalStateException if it is closed
   */
  public void requireOpen() {
    if (closed) {
      throw new ClosedException("network");
    }
  }

  /** Makes all tapes unusable. */
  public void close() {
    closed = true;
  }

  /** One forward pass and what of it is still in memory. */
  abstract class Recorded {
    private final INDArray x;
    private final Conditioning conditioning;
    private INDArray output;
    private long own;

    Recorded(INDArray x, Conditioning conditioning) {
      this.x = x;
      this.conditioning = conditioning;
      repeat();
    }

    private void repeat() {
      requireOpen();
      generation++;
      output = pass.forward(x, conditioning);
      own = generation;
    }

    /** Has the memory hold this forward pass. */
    void restore() {
      requireOpen();
      if (own != generation) {
        repeat();
      }
    }

    public INDArray output() {
      restore();
      return output;
    }

    public G gradient(INDArray cotangent) {
      restore();
      return pass.backward(cotangent);
    }
  }
}
