package org.purify4j.diffusion.archive;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an output goes.
 *
 * @param path of the file itself, links followed
 * @param kind how it is written
 */
public record Destination(Path path, Kind kind) {
  /** How a destination is written. */
  public enum Kind {
    /** A regular file, there or not: it is replaced when the new one is whole. */
    REPLACED,
    /** A device, a pipe or a socket: it is written to. */
    WRITTEN_TO
  }

  private static final Path DEVICES = Path.of("/dev");
  private static final Path PROCESSES = Path.of("/proc");

  /**
   * Finds where a path leads.
   *
   * @throws FileSystemException if it is a link to nothing, or names a stream of this process that
   *     goes to a regular file
   */
  public static Destination of(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      return new Destination(absolute, Kind.WRITTEN_TO);
    }
    if (!Files.isSymbolicLink(file)) {
      return new Destination(absolute, Kind.REPLACED);
    }
    if (!Files.exists(file)) {
      throw refusal(file, "is a link to nothing, must be a file or a link to one");
    }
    if (absolute.startsWith(DEVICES) || absolute.startsWith(PROCESSES)) {
      throw refusal(
          file, "leads to " + file.toRealPath() + ", which this process has open (name that file)");
    }
    return new Destination(file.toRealPath(), Kind.REPLACED);
  }

  /** The directory that it is in. */
  public Path directory() {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static FileSystemException refusal(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }
}
