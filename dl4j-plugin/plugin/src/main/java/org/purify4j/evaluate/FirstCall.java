package org.purify4j.evaluate;

/**
 * Whether the first call of a defence counts in its time: networks are built in it, and Java
 * compiles what it runs.
 */
public enum FirstCall {
  /** The time is the mean of the later calls. */
  LEFT_OUT,
  /** There was no other call, so that the time is an upper bound. */
  COUNTED
}
