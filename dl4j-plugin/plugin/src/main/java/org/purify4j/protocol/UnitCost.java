package org.purify4j.protocol;

/**
 * What a unit of work took.
 *
 * @param bill what was asked
 * @param seconds the time
 */
record UnitCost(QueryCount bill, double seconds) {
  UnitCost {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds: got " + seconds + ", must be at least 0");
    }
  }
}
