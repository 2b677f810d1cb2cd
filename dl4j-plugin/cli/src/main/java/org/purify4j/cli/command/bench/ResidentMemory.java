package org.purify4j.cli.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Resident memory of this process, as Linux reports it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final long KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** Peak resident memory in bytes; empty where the system does not report it. */
  static OptionalLong peak() throws IOException {
    return Files.isReadable(STATUS) ? parse(Files.readAllLines(STATUS)) : OptionalLong.empty();
  }

  /** Reads the lines of {@code /proc/self/status}. */
  static OptionalLong parse(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(PEAK + "\\s+[0-9]+ kB"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
        .findFirst();
  }
}
