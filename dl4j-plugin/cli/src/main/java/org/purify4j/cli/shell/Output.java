package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.Destination;
import org.purify4j.diffusion.archive.Sha256;

/**
 * An output directory or file that no other run writes to before this one is closed. What killed
 * runs left unfinished there is deleted.
 */
public final class Output implements AutoCloseable {
  private static final String SUFFIX = "purify4j-lock";
  private static final int DIGITS = 16;

  private final Path path;
  private final ClosingStack locks;

  private Output(Path path, ClosingStack locks) {
    this.path = path;
    this.locks = locks;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Claims a directory, which is created if it does not exist.
   *
   * @throws CommandException if it cannot be written to, or another run writes to it
   */
  public static Output directory(Path directory) {
    OutputPath.directory(directory);
    return claim(directory, directory, directory.resolve("." + SUFFIX));
  }

  /**
   * Claims a directory and says so where it has results, which will be replaced.
   *
   * @param results the file by which results are known
   */
  public static Output directory(Path directory, String results, Terminal terminal) {
    Output claimed = directory(directory);
    remark(directory.resolve(results), terminal);
    return claimed;
  }

  /**
   * Claims a file, and says so where there is one, which will be replaced. A device or pipe is
   * nobody's.
   *
   * @throws CommandException if it cannot be written, or another run writes it
   */
  public static Output file(Path file, Terminal terminal) {
    OutputPath.file(file);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new Output(file, new ClosingStack());
    }
    Destination real = destination(file);
    String name = String.valueOf(real.path().getFileName());
    // a digest, as a long name with an ending could be too long
    String digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    Path lock = real.directory().resolve("." + digest + "." + SUFFIX);
    Output claimed = claim(file, real.directory(), lock);
    remark(file, terminal);
    return claimed;
  }

  /**
   * Claims a file that has others beside it, and so cannot be a device or pipe.
   *
   * @throws CommandException if it cannot be written, or another run writes it
   */
  public static Output regularFile(Path file, Terminal terminal) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new CommandException(
          file + ": is a device or a pipe, must be a file (others are written beside it)");
    }
    return file(file, terminal);
  }

  private static Output claim(Path path, Path directory, Path lock) {
    ClosingStack locks = new ClosingStack();
    try {
      locks.add(RunLock.take(lock, path));
      AtomicFile.removeLeftovers(directory);
      return new Output(path, locks);
    } catch (IOException e) {
      locks.closeAfter(e);
      throw new CommandException(path + ": cannot be written to (" + Reason.of(e) + ")", e);
    }
  }

  private static void remark(Path there, Terminal terminal) {
    if (Files.isRegularFile(there)) {
      terminal.err().println("note: " + ErrorLine.clean(there + " exists, and is replaced"));
    }
  }

  private static Destination destination(Path file) {
    try {
      return Destination.of(file);
    } catch (IOException e) {
      throw new CommandException(ErrorLine.of(e), e);
    }
  }

  @Override
  public void close() {
    locks.close();
  }
}
