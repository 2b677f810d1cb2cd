package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks output paths before long work begins. */
public final class OutputPath {
  private OutputPath() {}

  /**
   * A file that can be written.
   *
   * @throws CommandException if it cannot
   */
  public static Path file(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || directory == null) {
      throw new CommandException(file + ": is a directory, must be a file to write");
    }
    if (!Files.isDirectory(directory)) {
      throw new CommandException(file + ": cannot be written: no such directory as " + directory);
    }
    requireWritable(directory);
    return file;
  }

  /**
   * A directory that can be written to, created if it does not exist.
   *
   * @throws CommandException if it cannot
   */
  public static Path directory(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new CommandException(directory + ": is a file, must be a directory");
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CommandException(directory + ": cannot be created (" + e.getMessage() + ")", e);
    }
    requireWritable(directory);
    return directory;
  }

  private static void requireWritable(Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, ".purify", ".part"));
    } catch (IOException e) {
      throw new CommandException(directory + ": cannot be written to", e);
    }
  }
}
