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
  /** No size, count or number of steps of a network is larger. */
  private static final int LARGEST = 1 << 20;

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

  /** A copy without one. */
  public HyperParameters without(String name) {
    Map<String, Setting> fewer = new LinkedHashMap<>(settings);
    fewer.remove(name);
    return new HyperParameters(fewer);
  }

  /** Whether nothing is given. */
  public boolean isEmpty() {
    return settings.isEmpty();
  }

  /** The names of what is given, between commas. */
  public String names() {
    return String.join(", ", settings.keySet());
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

  /** A list of numbers, or a string of them between commas, if given. */
  public Optional<List<Double>> reals(String name) {
    return value(name).map(value -> toReals(name, value));
  }

  /** A list of strings, or one of anything else, if given. */
  public Optional<List<String>> texts(String name) {
    return value(name)
        .map(
            value ->
                value instanceof List<?>
                    ? toList(name, value, Object::toString)
                    : List.of(value.toString()));
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

  private Optional<Object> value(String name) {
    return Optional.ofNullable(settings.get(name))
        .map(Setting::value)
        .filter(value -> value != Setting.NONE);
  }

  private static int toInt(String name, Object value) {
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      if (Math.abs(number.doubleValue()) > LARGEST) {
        throw wrong(name, value, "at most " + LARGEST);
      }
      return number.intValue();
    }
    throw wrong(name, value, isWhole(value) ? "at most " + LARGEST : "an integer");
  }

  private static double toReal(String name, Object value) {
    try {
      double number = Double.parseDouble(value.toString());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, value, "a number");
    }
    throw wrong(name, value, "a finite number");
  }

  private static boolean isWhole(Object value) {
    return value.toString().matches("-?\\d+");
  }

  private static List<Double> toReals(String name, Object value) {
    List<?> items =
        value instanceof String text
            ? List.of(text.isBlank() ? new String[0] : text.split(",", -1))
            : toList(name, value, Object::toString);
    return items.stream().map(item -> toReal(name, item)).toList();
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
          numbers.add(toInt(name, Integer.valueOf(item.strip())));
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
