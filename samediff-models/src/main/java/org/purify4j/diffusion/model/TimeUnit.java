package org.purify4j.diffusion.model;

/** The unit in which a network is told the time. */
public enum TimeUnit {
  /** The timestep t of the full schedule. */
  STEPS {
    @Override
    public double of(int timestep, int timesteps) {
      return timestep;
    }
  },
  /** {@code t·1000/T}, as improved-diffusion's {@code rescale_timesteps} does it. */
  THOUSANDTHS {
    @Override
    public double of(int timestep, int timesteps) {
      return timestep * (1000.0 / timesteps);
    }
  };

  /**
   * What the network is told.
   *
   * @param timestep of the full schedule, from 0
   * @param timesteps length T of the full schedule
   */
  public abstract double of(int timestep, int timesteps);
}
