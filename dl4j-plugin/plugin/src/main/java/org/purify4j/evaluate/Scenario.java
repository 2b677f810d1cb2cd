package org.purify4j.evaluate;

/** On which images a defence is measured. */
public enum Scenario {
  /** The images as they are. */
  CLEAN("clean"),
  /** Images attacked through the bare classifier, by someone who does not know of a defence. */
  BLIND("attacked, blind"),
  /** Images attacked through the defence itself. */
  ADAPTIVE("attacked, adaptive");

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  /** How it is called in tables. */
  public String title() {
    return title;
  }
}
