package org.purify4j.evaluate;

import java.util.List;

/** What the attacker knows, and with it the scenarios that are measured. */
public enum Threat {
  /** No attack. */
  NONE(Scenario.CLEAN),
  /** The classifier, but not the defence. */
  BLIND(Scenario.CLEAN, Scenario.BLIND),
  /** The classifier and the defence; the blind attack is measured too. */
  ADAPTIVE(Scenario.CLEAN, Scenario.BLIND, Scenario.ADAPTIVE);

  private final List<Scenario> scenarios;

  Threat(Scenario... scenarios) {
    this.scenarios = List.of(scenarios);
  }

  /** Whether a scenario is measured. */
  boolean includes(Scenario scenario) {
    return scenarios.contains(scenario);
  }

  /** The scenarios that are measured, in order. */
  List<Scenario> scenarios() {
    return scenarios;
  }
}
