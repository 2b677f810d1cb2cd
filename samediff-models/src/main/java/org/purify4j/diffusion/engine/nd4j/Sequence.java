package org.purify4j.diffusion.engine.nd4j;

/** Runs several steps one after the other. */
final class Sequence {
  private Sequence() {}

  static Runnable of(Runnable... steps) {
    return () -> {
      for (Runnable step : steps) {
        step.run();
      }
    };
  }
}
