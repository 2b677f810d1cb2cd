package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Parameters;

/** Gives the tapes of a {@link TrainableNetwork}. */
public final class WeightRecorder extends Recorder<Parameters> {
  private long weights;

  /**
   * Of one network.
   *
   * @param pass its forward and backward pass
   */
  public WeightRecorder(RecordedPass<Parameters> pass) {
    super(pass);
  }

  /** Runs forward; see {@link TrainableNetwork#record}. */
  public WeightTape record(INDArray x, Conditioning conditioning) {
    return new GuardedTape(x, conditioning);
  }

  /** Says that the network has other weights: the tapes of the old ones are unusable. */
  public void weightsChanged() {
    weights++;
  }

  private final class GuardedTape extends Recorded implements WeightTape {
    private final long own = weights;

    GuardedTape(INDArray x, Conditioning conditioning) {
      super(x, conditioning);
    }

    @Override
    void restore() {
      if (own != weights) {
        throw new IllegalStateException(
            "tape: got asked after other weights were loaded, must be asked before (record again)");
      }
      super.restore();
    }
  }
}
