package org.purify4j.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How it is measured.
 *
 * @param shared folder of shared files
 * @param out JSON file to write
 * @param cases image and batch sizes
 * @param rounds how often every contender is started anew, each in its turn
 * @param seconds of measurement in each round
 * @param threads of every library
 * @param jvmArguments what this project's engine needs of the JVM
 * @param versions of the libraries, by name
 */
record Settings(
    Path shared,
    Path out,
    List<Case> cases,
    int rounds,
    int seconds,
    int threads,
    List<String> jvmArguments,
    Map<String, String> versions) {

  /** Reads words {@code name=value}; the profile gives every one. */
  static Settings parse(String[] words) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : words) {
      int end = word.indexOf('=');
      values.put(word.substring(0, end), word.substring(end + 1));
    }
    return new Settings(
        Path.of(values.get("shared")),
        Path.of(values.get("out")),
        Case.parse(values.get("cases")),
        positive(values, "rounds"),
        positive(values, "seconds"),
        positive(values, "threads"),
        Arrays.stream(values.get("jvm").split("\\s+")).filter(w -> !w.isEmpty()).toList(),
        versions(values.get("versions")));
  }

  private static int positive(Map<String, String> values, String name) {
    String value = values.get(name);
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          name + ": got " + value + ", must be a whole number, at least 1");
    }
    return Integer.parseInt(value);
  }

  private static Map<String, String> versions(String text) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String pair : text.split(",")) {
      String[] parts = pair.split(":", 2);
      versions.put(parts[0], parts[1]);
    }
    return versions;
  }
}
