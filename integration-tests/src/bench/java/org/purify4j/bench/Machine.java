package org.purify4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where it was measured.
 *
 * @param processor model of the processor
 * @param processors how many there are
 * @param system operating system and architecture
 * @param java version and vendor of the JVM
 */
record Machine(String processor, int processors, String system, String java) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  static Machine find() throws IOException {
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version")
            + ", "
            + System.getProperty("java.vendor"));
  }

  private static String processorModel() throws IOException {
    String unknown = System.getProperty("os.arch");
    if (!Files.isReadable(CPUINFO)) {
      return unknown;
    }
    try (Stream<String> lines = Files.lines(CPUINFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(unknown);
    }
  }
}
