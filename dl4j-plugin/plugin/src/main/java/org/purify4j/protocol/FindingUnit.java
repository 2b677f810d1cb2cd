package org.purify4j.protocol;

import org.purify4j.diagnose.Finding;

/**
 * What a diagnostic found.
 *
 * @param finding its result
 * @param seconds the time that it took
 */
record FindingUnit(Finding finding, double seconds) {
  FindingUnit {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds: got " + seconds + ", must be at least 0");
    }
  }
}
