package org.purify4j.evaluate;

/** The images on which a defence is measured. */
public enum Scenario {
  /** The images as they are. */
  CLEAN("clean"),
  /** Images attacked through the bare classifier, without knowledge of the defence. */
  BLIND("attacked, blind"),
  /** Images attacked through the defence itself. */
  ADAPTIVE("attacked, adaptive");

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  /** Its name in tables. */
  public String title() {
    return title;
  }
}
