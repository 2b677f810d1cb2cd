package org.purify4j.diffusion.chain;

/** How a defended classifier is differentiated with respect to its input. */
public enum GradientMode {
  /** The exact gradient of the whole chain. */
  EXACT,
  /**
   * The exact gradient of the chain without its guidance, which is left out of the forward pass
   * too: one attack for every guidance, and cheaper than {@link #EXACT} by all that guidance costs.
   */
  UNGUIDED,
  /** The purifier's backward pass replaced by the identity (Athalye et al. 2018, BPDA). */
  BPDA,
  /** The purifier's backward pass replaced by that of an unguided chain with fewer steps. */
  SURROGATE,
  /** The bare victim's gradient at the unpurified image: an attack blind to the defence. */
  NONE
}
