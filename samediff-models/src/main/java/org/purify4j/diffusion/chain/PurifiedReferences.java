package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.purify4j.diffusion.gradient.Tape;

/**
 * Unguided purifications of a batch that serve as references for its guided one: computed on first
 * use and shared by all steps and rounds.
 */
final class PurifiedReferences {
  private final IntFunction<Tape> purification;
  private final List<Tape> made = new ArrayList<>();

  /**
   * Creates the references, none of them computed yet.
   *
   * @param purification records the unguided purification with a given number, from 0
   */
  PurifiedReferences(IntFunction<Tape> purification) {
    this.purification = purification;
  }

  /** Returns the first of them, computing those that are missing. */
  List<Tape> first(int draws) {
    while (made.size() < draws) {
      made.add(purification.apply(made.size()));
    }
    return List.copyOf(made.subList(0, draws));
  }
}
