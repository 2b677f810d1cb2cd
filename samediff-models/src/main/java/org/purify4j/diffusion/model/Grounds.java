package org.purify4j.diffusion.model;

/** What a fact about a model rests on. */
public enum Grounds {
  /** Read off the tensors of the checkpoint. */
  INFERRED,
  /** Said by the user or by a file beside the checkpoint. */
  GIVEN,
  /** Neither in the tensors nor said: the value of the network that it resembles most. */
  ASSUMED
}
