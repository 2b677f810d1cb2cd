package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

/** A {@link SmoothNetwork} in double precision, of any batch and image size. */
public final class SmoothDenoiser {
  private SmoothDenoiser() {}

  /** With a learned variance and a cosine schedule of 50 steps. */
  public static Denoiser create() {
    return of(new CosineAlphaBar(50).build(), VarianceType.LEARNED_RANGE);
  }

  /** Of another schedule or variance. */
  public static Denoiser of(NoiseSchedule schedule, VarianceType variance) {
    int outputs = variance == VarianceType.LEARNED_RANGE ? 6 : 3;
    return new Denoiser(
        (batch, height, width) -> new SmoothNetwork(batch, outputs),
        schedule,
        variance,
        timestep -> 0.1 * timestep,
        DataType.DOUBLE);
  }
}
