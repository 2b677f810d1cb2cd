package org.purify4j.saved;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a saved network may hold, and how much of it is read.
 *
 * @param classes names of classes that a configuration may name besides those of DL4J, ND4J and
 *     this project, such as layers of one's own
 * @param updater whether the state of the updater is read
 */
public record ReadingRules(Set<String> classes, Updater updater) {
  /** Whether the state of the updater, such as Adam's moments, is read. */
  public enum Updater {
    /** A network to be used as it is. */
    SKIPPED,
    /** A network whose training goes on. */
    READ
  }

  public ReadingRules {
    classes = Collections.unmodifiableSet(new TreeSet<>(classes));
  }

  /** Classes of DL4J, ND4J and this project alone, without the state of the updater. */
  public static ReadingRules usual() {
    return new ReadingRules(Set.of(), Updater.SKIPPED);
  }

  /** A copy that also allows these classes, to be named by {@code @class} in a configuration. */
  public ReadingRules allowing(Class<?>... more) {
    Set<String> all = new TreeSet<>(classes);
    Arrays.stream(more).map(Class::getName).forEach(all::add);
    return new ReadingRules(all, updater);
  }

  /** A copy that also reads the state of the updater. */
  public ReadingRules withUpdater() {
    return new ReadingRules(classes, Updater.READ);
  }
}
