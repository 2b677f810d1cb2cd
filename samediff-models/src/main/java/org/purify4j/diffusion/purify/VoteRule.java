package org.purify4j.diffusion.purify;

/** How the victim's answers on several independent purifications become one. */
public enum VoteRule {
  /** The mean of the probabilities. */
  MEAN_PROBABILITY,
  /** The share of draws that rank each class first. */
  MAJORITY
}
