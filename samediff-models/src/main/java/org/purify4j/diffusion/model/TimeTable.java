package org.purify4j.diffusion.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** Maps the time that a network is told back to the noise level ᾱ. */
final class TimeTable {
  private final NoiseSchedule schedule;
  private final double[] times;

  /**
   * Of a full schedule.
   *
   * @param unit in which the network is told the time
   */
  TimeTable(NoiseSchedule schedule, TimeUnit unit) {
    this.schedule = schedule;
    this.times =
        IntStream.range(0, schedule.timesteps()).mapToDouble(t -> unit.of(t, schedule)).toArray();
  }

  /**
   * ᾱ at a network time; between two timesteps, ln σ is interpolated.
   *
   * @throws IllegalArgumentException for a time before the first timestep or after the last
   */
  double alphaBar(double time) {
    int place = Arrays.binarySearch(times, time);
    if (place >= 0) {
      return schedule.alphaBar(place);
    }
    int next = -place - 1;
    if (next == 0 || next == times.length) {
      throw new IllegalArgumentException(
          "time: got "
              + time
              + ", must be from "
              + times[0]
              + " to "
              + times[times.length - 1]
              + " for this network");
    }
    double part = (time - times[next - 1]) / (times[next] - times[next - 1]);
    double logSigma =
        (1 - part) * Math.log(schedule.sigma(next - 1)) + part * Math.log(schedule.sigma(next));
    return 1 / (1 + Math.exp(2 * logSigma));
  }
}
