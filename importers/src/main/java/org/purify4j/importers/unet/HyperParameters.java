package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hyper-parameters given beside a checkpoint, under the authors' names ({@code num_heads}, {@code
 * noise_schedule}, ...). Values are numbers, strings, booleans and lists; each question checks the
 * type of its answer.
 */
public final class HyperParameters {
  private final Map<String, Setting> settings;

  private HyperParameters(Map<String, Setting> settings) {
    this.settings = settings;
  }

  /** Nothing given. */
  public static HyperParameters none() {
    return new HyperParameters(Map.of());
  }

  /** A copy with one more, which replaces what was given before. */
  public HyperParameters with(String name, Object value, String source) {
    Map<String, Setting> more = new LinkedHashMap<>(settings);
    more.put(name, new Setting(value, source));
    return new HyperParameters(more);
  }

  /** A copy with all of {@code others}, which replace what was given before. */
  public HyperParameters overriddenBy(HyperParameters others) {
    Map<String, Setting> more = new LinkedHashMap<>(settings);
    more.putAll(others.settings);
    return new HyperParameters(more);
  }

  /** Everything given, by name. */
  Map<String, Setting> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /**
   * Where a hyper-parameter is from.
   *
   * @throws IllegalArgumentException if it was not given
   */
  public String source(String name) {
    return Optional.ofNullable(settings.get(name))
        .map(Setting::source)
        .orElseThrow(() -> new IllegalArgumentException(name + ": was not given"));
  }

  /** An integer, if given. */
  public Optional<Integer> integer(String name) {
    return value(name).map(value -> toInt(name, value));
  }

  /** A list of integers, or a string of them between commas, if given. */
  public Optional<List<Integer>> integers(String name) {
    return value(name).map(value -> toInts(name, value));
  }

  /** A number, or a string of one, if given. */
  public Optional<Double> real(String name) {
    return value(name).map(value -> toReal(name, value));
  }

  /** A list of numbers, if given. */
  public Optional<List<Double>> reals(String name) {
    return value(name).map(value -> toList(name, value, item -> toReal(name, item)));
  }

  /** A list of strings, if given. */
  public Optional<List<String>> texts(String name) {
    return value(name).map(value -> toList(name, value, Object::toString));
  }

  /** Whether it was given as nothing ({@code null} in a config file). */
  public boolean isNone(String name) {
    Setting setting = settings.get(name);
    return setting != null && setting.value() == Setting.NONE;
  }

  /** A string, lower-cased, if given. */
  public Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof String text) {
                return text.toLowerCase(Locale.ROOT);
              }
              throw wrong(name, value, "a string");
            });
  }

  /** A truth value, if given. */
  public Optional<Boolean> flag(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof Boolean flag) {
                return flag;
              }
              throw wrong(name, value, "true or false");
            });
  }

  /**
   * Refuses what this program cannot do.
   *
   * @param only the one value that may be given
   * @throws IllegalArgumentException if another is
   */
  public void requireIfGiven(String name, Object only) {
    value(name)
        .filter(said -> !said.toString().equalsIgnoreCase(only.toString()))
        .ifPresent(
            said -> {
              throw wrong(name, said, only.toString());
            });
  }

  private Optional<Object> value(String name) {
    return Optional.ofNullable(settings.get(name))
        .map(Setting::value)
        .filter(value -> value != Setting.NONE);
  }

  private static int toInt(String name, Object value) {
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw wrong(name, value, "an integer");
  }

  private static double toReal(String name, Object value) {
    try {
      return Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw wrong(name, value, "a number");
    }
  }

  private static <T> List<T> toList(String name, Object value, Function<Object, T> item) {
    if (value instanceof List<?> items) {
      return items.stream().map(item).toList();
    }
    throw wrong(name, value, "a list");
  }

  private static List<Integer> toInts(String name, Object value) {
    List<Integer> numbers = new ArrayList<>();
    if (value instanceof List<?> items) {
      items.forEach(item -> numbers.add(toInt(name, item)));
      return numbers;
    }
    if (value instanceof String text) {
      for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
        try {
          numbers.add(Integer.valueOf(item.strip()));
        } catch (NumberFormatException e) {
          throw wrong(name, value, "integers");
        }
      }
      return numbers;
    }
    throw wrong(name, value, "integers");
  }

  private static IllegalArgumentException wrong(String name, Object value, String expected) {
    return new IllegalArgumentException(name + ": got " + value + ", must be " + expected);
  }
}
