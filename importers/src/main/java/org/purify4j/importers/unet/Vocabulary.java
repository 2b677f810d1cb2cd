package org.purify4j.importers.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.purify4j.diffusion.catalogue.NearestWord;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * What becomes of every setting that the authors of a family have: some are honoured by the
 * importer, some can have only the value that this program computes with, and some change nothing
 * of what a trained network computes. Any other name is refused, so that no setting that was meant
 * is passed over.
 */
final class Vocabulary {
  private static final int MOST_SHOWN = 4;

  /** What begins so is for people. */
  private static final String NOTE = "note";

  private final String family;
  private final Set<String> honoured = new TreeSet<>();
  private final Map<String, List<Object>> only = new LinkedHashMap<>();
  private final Set<String> harmless = new TreeSet<>();

  /** Knows no settings yet. */
  Vocabulary(String family) {
    this.family = family;
  }

  /** Adds names that the importer asks for. */
  Vocabulary honours(String... names) {
    honoured.addAll(List.of(names));
    return this;
  }

  /** Adds a name that can have one of these values, or none. */
  Vocabulary only(String name, Object... values) {
    only.put(name, List.of(values));
    return this;
  }

  /**
   * Adds names of which no value changes what a trained network computes.
   *
   * @param reason why, for who reads the list
   */
  Vocabulary harmless(String reason, String... names) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("reason: must say why " + List.of(names) + " do no harm");
    }
    harmless.addAll(List.of(names));
    return this;
  }

  /** The names that the importer asks for. */
  Set<String> honoured() {
    return honoured;
  }

  /** The names that can have one value, and those values. */
  Map<String, List<Object>> only() {
    return only;
  }

  /** The names that are passed over. */
  Set<String> harmless() {
    return harmless;
  }

  /**
   * Checks every name and every value that cannot be chosen.
   *
   * @throws IllegalArgumentException for a name that the family does not have, with the nearest one
   *     that it has, or for a value that this program does not compute with
   */
  void check(HyperParameters given) {
    given.settings().forEach(this::checkValue);
    given.settings().forEach(this::checkName);
  }

  private void checkValue(String name, Setting setting) {
    List<Object> values = only.get(name);
    if (values != null) {
      boolean fits =
          setting.value() == Setting.NONE
              || values.stream().anyMatch(value -> same(value, setting.value()));
      if (!fits) {
        throw new IllegalArgumentException(
            name + ": got " + setting.value() + ", must be " + alternatives(values));
      }
    }
  }

  private void checkName(String name, Setting setting) {
    boolean known =
        honoured.contains(name)
            || only.containsKey(name)
            || harmless.contains(name)
            || name.startsWith("_")
            || name.startsWith(NOTE);
    if (!known) {
      throw new IllegalArgumentException(
          name
              + ": got "
              + setting.value()
              + " ("
              + setting.source()
              + "), which is no setting of "
              + family
              + NearestWord.hint(name, names(), ""));
    }
  }

  private static String alternatives(List<Object> values) {
    List<String> texts = values.stream().map(Object::toString).toList();
    return texts.size() <= MOST_SHOWN
        ? Spelling.alternatives(texts)
        : String.join(", ", texts.subList(0, MOST_SHOWN))
            + " or another of the "
            + texts.size()
            + " that are known";
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(honoured);
    names.addAll(only.keySet());
    names.addAll(harmless);
    return names;
  }

  /** Numbers by their values, anything else by its text. */
  private static boolean same(Object one, Object other) {
    Optional<Double> left = number(one);
    return left.isPresent()
        ? left.equals(number(other))
        : one.toString().equalsIgnoreCase(other.toString());
  }

  private static Optional<Double> number(Object value) {
    try {
      return Optional.of(Double.valueOf(value.toString()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
