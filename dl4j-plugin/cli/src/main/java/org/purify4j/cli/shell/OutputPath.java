package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.Destination;

/** Checks output paths before long work begins. */
public final class OutputPath {
  private OutputPath() {}

  /**
   * A file that can be written, or a device or pipe.
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
    try {
      Destination destination = Destination.of(file);
      boolean stream = destination.kind() == Destination.Kind.WRITTEN_TO;
      requireWritable(stream ? destination.path() : destination.directory(), file);
    } catch (IOException e) {
      throw new CommandException(file + ": " + Reason.of(e), e);
    }
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
      throw new CommandException(directory + ": cannot be created (" + Reason.of(e) + ")", e);
    }
    requireWritable(directory, directory);
    return directory;
  }

  private static void requireWritable(Path written, Path named) {
    if (!Files.isWritable(written)) {
      throw new CommandException(named + ": cannot be written to (permission denied)");
    }
  }
}
