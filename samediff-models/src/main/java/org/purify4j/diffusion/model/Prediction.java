package org.purify4j.diffusion.model;

/**
 * What a diffusion network predicts in its first channels, where {@code x = sqrt(ᾱ)·x_0 + sqrt(1 −
 * ᾱ)·ε}. All of them give the noise in the same form, {@link Parametrization}.
 */
public enum Prediction {
  /** The noise ε (DDPM, Ho et al. 2020). */
  NOISE {
    @Override
    public Parametrization at(double alphaBar) {
      return new Parametrization(1, 0, 1);
    }
  },
  /** The velocity {@code F = sqrt(ᾱ)·ε − sqrt(1 − ᾱ)·x_0} (Salimans and Ho 2022, appendix D). */
  VELOCITY {
    @Override
    public Parametrization at(double alphaBar) {
      return new Parametrization(1, Math.sqrt(1 - alphaBar), Math.sqrt(alphaBar));
    }
  },
  /** The image x_0. */
  CLEAN {
    @Override
    public Parametrization at(double alphaBar) {
      double noise = Math.sqrt(1 - alphaBar);
      return new Parametrization(1, 1 / noise, -Math.sqrt(alphaBar) / noise);
    }
  },
  /**
   * EDM's F (Karras et al. 2022, table 1): with {@code z = x/sqrt(ᾱ) = x_0 + σ·ε}, the image is
   * {@code c_skip·z + c_out·F(c_in·z)}.
   */
  EDM {
    @Override
    public Parametrization at(double alphaBar) {
      double signal = Math.sqrt(alphaBar);
      double sigma = Math.sqrt((1 - alphaBar) / alphaBar);
      double total = sigma * sigma + SIGMA_DATA * SIGMA_DATA;
      return new Parametrization(
          1 / (Math.sqrt(total) * signal),
          sigma / (total * signal),
          -SIGMA_DATA / Math.sqrt(total));
    }
  };

  /** σ_data, the standard deviation of the images that EDM assumes. */
  private static final double SIGMA_DATA = 0.5;

  /**
   * How the noise follows from the network.
   *
   * @param alphaBar ᾱ in (0, 1)
   */
  public abstract Parametrization at(double alphaBar);
}
