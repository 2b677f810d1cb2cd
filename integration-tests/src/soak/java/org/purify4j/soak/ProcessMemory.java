package org.purify4j.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process as the Linux kernel counts it, in MiB. */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  static boolean known() {
    return Files.isReadable(STATUS);
  }

  /** Resident now. */
  static double resident() {
    return value("VmRSS:");
  }

  /** The most that was ever resident. */
  static double peak() {
    return value("VmHWM:");
  }

  private static double value(String name) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(name)) {
          String[] words = line.split("\\s+");
          return Long.parseLong(words[1]) / 1024.0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(STATUS + ": has no " + name);
  }
}
