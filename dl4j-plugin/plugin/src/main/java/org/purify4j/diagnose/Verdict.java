package org.purify4j.diagnose;

/** What a diagnostic found. */
public enum Verdict {
  /** What must hold does. */
  HOLDS,
  /** It does not, and the accuracy under attack is not to be believed. */
  FAILS,
  /** It could not be told. */
  NOT_EXAMINED
}
