package org.purify4j.cli.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Ends the process when it runs out of the address space that {@code ulimit -v} allows it.
 * OpenBLAS, with which ND4J multiplies matrices, asks for a buffer again and again until it is
 * given one, and so would wait for ever.
 */
public final class AddressSpace {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path STATUS = Path.of("/proc/self/status");

  /** OpenBLAS asks for 128 MiB at a time. */
  private static final long LEAST_ROOM = 160L << 20;

  private static final long INTERVAL_MILLIS = 200;
  private static final int KIBI = 1024;

  private AddressSpace() {}

  /**
   * Watches this process, if it has a limit.
   *
   * @param err where its last line goes
   */
  public static void watch(PrintStream err) {
    OptionalLong limit = limit(read(LIMITS));
    if (limit.isPresent()) {
      Thread thread = new Thread(() -> watch(limit.getAsLong(), err), "address-space-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void watch(long limit, PrintStream err) {
    try {
      while (true) {
        OptionalLong size = size(read(STATUS));
        if (size.isPresent() && limit - size.getAsLong() < LEAST_ROOM) {
          err.println("purify: " + message(limit));
          err.flush();
          // not exit, whose hooks may wait for a thread that waits for memory
          Runtime.getRuntime().halt(ExitStatus.FAILED.code());
        }
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String message(long limit) {
    return "out of address space: ulimit -v allows "
        + (limit >> 20)
        + " MiB, must be more for this command (raise it, or lower -Xmx in JAVA_OPTS; to limit"
        + " memory, use a container)";
  }

  /** The limit in bytes, from the lines of {@code /proc/self/limits}; empty if there is none. */
  static OptionalLong limit(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("Max address space"))
        .map(line -> line.split("\\s+")[3])
        .filter(word -> word.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** The size in bytes, from the lines of {@code /proc/self/status}. */
  static OptionalLong size(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("VmSize:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
        .findFirst();
  }

  private static List<String> read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
