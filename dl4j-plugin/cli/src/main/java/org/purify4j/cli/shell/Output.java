package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
  private final Optional<Path> replaced;
  private final ClosingStack locks;

  private Output(Path path, Optional<Path> results, ClosingStack locks) {
    this.path = path;
    this.replaced = results.filter(Files::isRegularFile);
    this.locks = locks;
  }

  /** Says at the end of a run that there were earlier results, which are gone. */
  public void remark(Terminal terminal) {
    replaced.ifPresent(
        file -> terminal.out().println("replaced: " + ErrorLine.clean(file + ", which was there")));
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
    return claim(directory, Optional.empty(), directory, directory.resolve("." + SUFFIX));
  }

  /**
   * Claims a directory, which is created if it does not exist. Earlier results in it are replaced;
   * files of the same names that are none are kept.
   *
   * @param results the file by which earlier results are known, which a run writes first
   * @param others the files that a run writes after it
   * @throws CommandException if it cannot be written to, another run writes to it, or one of the
   *     others is there without the first
   */
  public static Output directory(Path directory, String results, String... others) {
    OutputPath.directory(directory);
    Path known = directory.resolve(results);
    if (!Files.exists(known)) {
      for (String other : others) {
        requireAbsent(directory.resolve(other), results);
      }
    }
    return claim(directory, Optional.of(known), directory, directory.resolve("." + SUFFIX));
  }

  /**
   * Checks that a file, which is about to be written, is not there yet.
   *
   * @param results the file that would be beside it, had the program written it
   * @throws CommandException if it is
   */
  public static void requireAbsent(Path file, String results) {
    if (Files.exists(file)) {
      throw new CommandException(
          file
              + ": is there already and is no earlier result, for there is no "
              + results
              + ": --out must be elsewhere");
    }
  }

  /**
   * Claims a file. A device or pipe is nobody's.
   *
   * @throws CommandException if it cannot be written, or another run writes it
   */
  public static Output file(Path file) {
    OutputPath.file(file);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new Output(file, Optional.empty(), new ClosingStack());
    }
    Destination real = destination(file);
    String name = String.valueOf(real.path().getFileName());
    // a digest, as a long name with an ending could be too long
    String digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    Path lock = real.directory().resolve("." + digest + "." + SUFFIX);
    return claim(file, Optional.of(file), real.directory(), lock);
  }

  /**
   * Claims a file that has others beside it, and so cannot be a device or pipe.
   *
   * @throws CommandException if it cannot be written, or another run writes it
   */
  public static Output regularFile(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new CommandException(
          file + ": is a device or a pipe, must be a file (others are written beside it)");
    }
    return file(file);
  }

  private static Output claim(Path path, Optional<Path> results, Path directory, Path lock) {
    ClosingStack locks = new ClosingStack();
    try {
      locks.add(RunLock.take(lock, path));
      AtomicFile.removeLeftovers(directory);
      return new Output(path, results, locks);
    } catch (IOException e) {
      locks.closeAfter(e);
      throw new CommandException(path + ": cannot be written to (" + Reason.of(e) + ")", e);
    } catch (RuntimeException e) {
      locks.closeAfter(e);
      throw e;
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
