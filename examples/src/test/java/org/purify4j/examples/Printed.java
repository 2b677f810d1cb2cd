package org.purify4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What an example prints. */
final class Printed {
  /** The main method of an example. */
  @FunctionalInterface
  interface Main {
    void run(String[] args) throws Exception;
  }

  private Printed() {}

  static String by(Main main, Object... arguments) throws Exception {
    String[] args = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      main.run(args);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The line that begins with a word, without it. */
  static String line(String printed, String start) {
    return printed
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line " + start + " in\n" + printed));
  }
}
