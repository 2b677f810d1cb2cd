package org.purify4j.dl4j;

/** Refusals of networks that purify already, or do not. */
final class PurificationFault {
  private PurificationFault() {}

  /** Of a network that is to be wrapped. */
  static IllegalArgumentException wrappedAlready() {
    return new IllegalArgumentException(
        "network: got one that purifies its images already, must be a bare classifier"
            + " (PurifiedNetwork.unwrap gives it, withSettings changes the purifier)");
  }

  /** Of a network whose purification is asked for. */
  static IllegalArgumentException notWrapped() {
    return new IllegalArgumentException(
        "network: got one without purification, must be purified (PurifiedNetwork.wrap)");
  }
}
