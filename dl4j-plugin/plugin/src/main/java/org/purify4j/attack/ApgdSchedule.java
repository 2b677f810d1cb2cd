package org.purify4j.attack;

import java.util.Set;
import java.util.TreeSet;

/**
 * The checkpoints w_j = ⌈p_j N⌉ of N steps of Auto-PGD (Croce and Hein 2020, section 3.1), with p_0
 * = 0, p_1 = 0.22 and p_{j+1} = p_j + max(p_j − p_{j−1} − 0.03, 0.06).
 *
 * @param checkpoints numbers of steps, ascending, each less than N
 */
record ApgdSchedule(Set<Integer> checkpoints) {
  private static final double FIRST = 0.22;
  private static final double SHORTER = 0.03;
  private static final double SHORTEST = 0.06;
  private static final double ROUNDING = 1e-9;

  /** The schedule of so many steps, at least 1. */
  static ApgdSchedule of(int steps) {
    Set<Integer> checkpoints = new TreeSet<>();
    double period = FIRST;
    for (double p = FIRST; p < 1; p += period) {
      int at = (int) Math.ceil(p * steps - ROUNDING);
      if (at < steps) {
        checkpoints.add(at);
      }
      period = Math.max(period - SHORTER, SHORTEST);
    }
    return new ApgdSchedule(checkpoints);
  }

  /** Whether the step size is looked at after so many steps. */
  boolean isCheckpoint(int stepsDone) {
    return checkpoints.contains(stepsDone);
  }
}
