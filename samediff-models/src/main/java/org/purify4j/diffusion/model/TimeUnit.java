package org.purify4j.diffusion.model;

import org.purify4j.diffusion.schedule.NoiseSchedule;

/** The unit in which a network is told the time. It rises strictly with the timestep. */
public enum TimeUnit {
  /** The timestep t of the full schedule. */
  STEPS {
    @Override
    public double of(int timestep, NoiseSchedule schedule) {
      return timestep;
    }
  },
  /** {@code t·1000/T}, as improved-diffusion's {@code rescale_timesteps} does it. */
  THOUSANDTHS {
    @Override
    public double of(int timestep, NoiseSchedule schedule) {
      return timestep * (1000.0 / schedule.timesteps());
    }
  },
  /** {@code (t + 1)/T}: the time of a VP-SDE, which ends at 1 (Song et al. 2021). */
  SDE {
    @Override
    public double of(int timestep, NoiseSchedule schedule) {
      return (timestep + 1.0) / schedule.timesteps();
    }
  },
  /** {@code ln(σ_t)/4}, c_noise of EDM (Karras et al. 2022, table 1). */
  QUARTER_LOG_SIGMA {
    @Override
    public double of(int timestep, NoiseSchedule schedule) {
      return Math.log(schedule.sigma(timestep)) / 4;
    }
  };

  /**
   * What the network is told.
   *
   * @param timestep of the full schedule, from 0
   * @param schedule the full schedule
   */
  public abstract double of(int timestep, NoiseSchedule schedule);
}
