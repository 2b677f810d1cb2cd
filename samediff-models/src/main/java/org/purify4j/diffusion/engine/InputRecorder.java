package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/** Gives the tapes of an {@link ExecutableNetwork}. */
public final class InputRecorder extends Recorder<INDArray> {
  /**
   * Of one network.
   *
   * @param pass its forward and backward pass
   */
  public InputRecorder(RecordedPass<INDArray> pass) {
    super(pass);
  }

  /** Runs forward; see {@link ExecutableNetwork#record}. */
  public Tape record(INDArray x, Conditioning conditioning) {
    return new InputTape(x, conditioning);
  }

  private final class InputTape extends Recorded implements Tape {
    InputTape(INDArray x, Conditioning conditioning) {
      super(x, conditioning);
    }
  }
}
