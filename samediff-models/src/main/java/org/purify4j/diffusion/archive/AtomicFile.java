package org.purify4j.diffusion.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a file beside its destination and moves it there when it is whole. */
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** What writes the content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, whole or not at all; an existing one stays until it is replaced. A link is
   * followed, and a device or pipe is written to.
   *
   * @throws IOException when the content cannot be written; nothing is left behind
   */
  public static void write(Path file, Content content) throws IOException {
    Destination destination = Destination.of(file);
    if (destination.kind() == Destination.Kind.WRITTEN_TO) {
      try (OutputStream out = Files.newOutputStream(destination.path(), StandardOpenOption.WRITE)) {
        write(out, file, content);
      }
      return;
    }
    try (PartialFile partial = PartialFile.beside(destination.path())) {
      write(partial.stream(), file, content);
      partial.moveTo(destination.path());
    }
  }

  private static void write(OutputStream stream, Path named, Content content) throws IOException {
    OutputStream out = new OpenStream(FileOutput.of(stream, named));
    content.writeTo(out);
    out.flush();
  }

  /** A buffer that stays open when its writer closes it: a closed file has lost its lock. */
  private static final class OpenStream extends BufferedOutputStream {
    OpenStream(OutputStream out) {
      super(out, BUFFER);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /**
   * Deletes the unfinished files in a directory whose writers were killed.
   *
   * @throws IOException if the directory cannot be read
   */
  public static void removeLeftovers(Path directory) throws IOException {
    PartialFile.removeLeftovers(directory.toAbsolutePath());
  }

  /** Deletes the files that this process has not finished, for the moment at which it ends. */
  public static void deleteUnfinished() {
    PartialFile.deleteOwn();
  }
}
