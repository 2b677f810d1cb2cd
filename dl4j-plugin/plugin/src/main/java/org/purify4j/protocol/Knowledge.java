package org.purify4j.protocol;

/** What an attacker knows of the classifier that is deployed, in ascending order. */
public enum Knowledge {
  /** Nothing: the deployed classifier answers what it is asked, and has no gradient. */
  NOTHING("nothing, and asks for answers"),
  /** The bare classifier, but not the defence in front of it. */
  CLASSIFIER("the classifier, not the defence"),
  /** The classifier and the whole defence, whose noise is fresh in every answer. */
  DEFENCE("classifier and defence"),
  /**
   * All that, and the seed of the noise: the target is a deterministic function, and the deployed
   * draw is the known one.
   */
  DEFENCE_AND_SEED("classifier, defence and seed");

  private final String text;

  Knowledge(String text) {
    this.text = text;
  }

  /** What is known, in words. */
  public String text() {
    return text;
  }

  /**
   * Whether the attacker knows neither the defence nor asks it: what it achieves is no headline.
   */
  public boolean blind() {
    return this == CLASSIFIER;
  }
}
