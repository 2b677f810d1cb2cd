package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The processor, as Linux describes it; on other systems only its architecture is known.
 *
 * @param model its name
 * @param features of its instruction set that matter here: avx2, fma, avx512f
 */
public record Processor(String model, List<String> features) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final List<String> WANTED = List.of("avx2", "fma", "avx512f", "asimd");

  public static Processor find() {
    String architecture = System.getProperty("os.arch");
    try {
      return Files.isReadable(CPUINFO)
          ? parse(Files.readAllLines(CPUINFO), architecture)
          : new Processor(architecture, List.of());
    } catch (IOException e) {
      return new Processor(architecture, List.of());
    }
  }

  /**
   * Reads the lines of {@code /proc/cpuinfo}.
   *
   * @param fallback the model where none is named
   */
  static Processor parse(List<String> lines, String fallback) {
    String model = value(lines, "model name", fallback);
    List<String> flags =
        Arrays.asList((value(lines, "flags", "") + " " + value(lines, "Features", "")).split(" "));
    return new Processor(model, WANTED.stream().filter(flags::contains).toList());
  }

  private static String value(List<String> lines, String key, String fallback) {
    return lines.stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(fallback);
  }
}
