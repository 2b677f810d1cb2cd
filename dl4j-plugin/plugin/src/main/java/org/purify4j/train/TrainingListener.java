package org.purify4j.train;

/** Receives the progress of a training, on the thread that trains. */
public interface TrainingListener {
  /** Called after every step. */
  void stepped(int done, int total, double loss);

  /** Called after every epoch. */
  void ended(EpochResult epoch);
}
