package org.purify4j.dl4j;

import org.jspecify.annotations.Nullable;

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

  /**
   * Refuses null.
   *
   * @param wanted what must be there
   */
  static void requireThere(String name, @Nullable Object argument, String wanted) {
    if (argument == null) {
      throw new IllegalArgumentException(name + ": got null, must be " + wanted);
    }
  }

  /** Refuses a network that has no parameters yet. */
  static void requireInitialised(boolean initialised) {
    if (!initialised) {
      throw new IllegalArgumentException(
          "network: got one without parameters, must be initialised (call init() first)");
    }
  }
}
