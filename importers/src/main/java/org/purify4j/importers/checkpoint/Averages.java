package org.purify4j.importers.checkpoint;

/** Which of a checkpoint's weights are wanted, where it holds the raw ones and an average (EMA). */
public enum Averages {
  /** The average where there is one, as every sampler of these networks takes it. */
  PREFERRED,
  /** The raw weights; a checkpoint that holds an average alone is refused. */
  IGNORED
}
