package org.purify4j.diffusion.chain;

/** How a defended classifier is differentiated with respect to its input. */
public enum GradientMode {
  /** The exact gradient of the whole chain. */
  EXACT,
  /**
   * The exact gradient of the chain without its guidance, forward and back: one attack for all
   * guidance, and cheaper than {@link #EXACT} by all that the guidance costs.
   */
  UNGUIDED,
  /** The purifier as the identity on the way back (Athalye et al. 2018, BPDA). */
  BPDA,
  /** The purifier's backward by the exact gradient of a chain of fewer steps, unguided. */
  SURROGATE,
  /**
   * The bare victim's gradient at the unpurified image: an attack that does not see the defence.
   */
  NONE
}
