package org.purify4j.diffusion.schedule;

/**
 * The cosine schedule, ᾱ(u) = cos²((u + 0.008)/1.008 · π/2), β_i = min(1 − ᾱ((i+1)/T)/ᾱ(i/T),
 * 0.999) (Nichol and Dhariwal 2021, eq. 17).
 *
 * @param timesteps number of timesteps T, at least 1
 */
public record CosineAlphaBar(int timesteps) implements ScheduleSpec {
  private static final double OFFSET = 0.008;
  private static final double LARGEST_BETA = 0.999;

  public CosineAlphaBar {
    Timesteps.require(timesteps, 1);
  }

  @Override
  public NoiseSchedule build() {
    double[] betas = new double[timesteps];
    for (int i = 0; i < timesteps; i++) {
      double ratio = alphaBar((double) (i + 1) / timesteps) / alphaBar((double) i / timesteps);
      betas[i] = Math.min(1 - ratio, LARGEST_BETA);
    }
    return NoiseSchedule.ofBetas(betas);
  }

  private static double alphaBar(double u) {
    double cosine = Math.cos((u + OFFSET) / (1 + OFFSET) * Math.PI / 2);
    return cosine * cosine;
  }
}
