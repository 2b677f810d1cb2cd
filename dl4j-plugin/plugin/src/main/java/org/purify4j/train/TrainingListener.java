package org.purify4j.train;

/** Is told how training goes on, on the thread that trains. */
public interface TrainingListener {
  /** So many steps of so many are done. */
  void stepped(int done, int total, double loss);

  /** An epoch has ended. */
  void ended(EpochResult epoch);
}
