package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A run of {@link ReverseDiffusion} that was kept so that it can be differentiated. */
public final class ChainTape {
  private final ChainRun run;
  private final INDArray result;

  ChainTape(ChainRun run, INDArray result) {
    this.run = run;
    this.result = result;
  }

  /** The purified images, {@code [b, c, h, w]}, not clipped to [−1, 1]; not to be modified. */
  public INDArray result() {
    return result;
  }

  /**
   * The exact vector-Jacobian product of the whole chain, one step replayed at a time, guidance
   * included: the input, its noised copies and the reference output all depend on the input. Noise
   * is held fixed. What needs second derivatives of the victim or of SSIM is taken by central
   * differences.
   *
   * @param ofResult dL/dresult, not modified
   * @return dL/dinput, freshly allocated
   */
  public INDArray gradient(INDArray ofResult) {
    return run.gradient(ofResult);
  }
}
