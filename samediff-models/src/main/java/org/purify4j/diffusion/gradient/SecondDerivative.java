package org.purify4j.diffusion.gradient;

/** How second derivatives are computed, as a report of an attack states it. */
public enum SecondDerivative {
  /** By differentiating the computation of the gradient, up to rounding. */
  EXACT("exact"),
  /** By central differences of gradients, at a step that crosses kinks of a network. */
  DIFFERENCES("central differences");

  private final String text;

  SecondDerivative(String text) {
    this.text = text;
  }

  /** The words of a report. */
  public String text() {
    return text;
  }

  /** Returns how a computation is differentiated twice of which both are parts. */
  public SecondDerivative and(SecondDerivative other) {
    return this == EXACT ? other : this;
  }
}
