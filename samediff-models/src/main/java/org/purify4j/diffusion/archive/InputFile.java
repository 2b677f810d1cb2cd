package org.purify4j.diffusion.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Says of an input what it is, where it is not what can be read. */
public final class InputFile {
  private InputFile() {}

  /** What Java puts in place of bytes that are no text in the system's character set. */
  private static final char NO_CHARACTER = '\uFFFD';

  /**
   * Says that a name is no text in the system's character set, so that Java cannot say it again to
   * the system; empty for any other name.
   */
  public static Optional<String> unsayable(Path path) {
    String text = path.toString();
    if (text.indexOf(NO_CHARACTER) < 0 || isSaidBy(text, path)) {
      return Optional.empty();
    }
    return Optional.of(
        "got a name that is not in the character set of this system, must be "
            + System.getProperty("sun.jnu.encoding", "UTF-8")
            + " (rename it, or set LC_ALL)");
  }

  private static boolean isSaidBy(String text, Path path) {
    try {
      Path said = Path.of(text);
      return Files.exists(said) && Files.isSameFile(said, path);
    } catch (InvalidPathException | IOException e) {
      return false;
    }
  }

  /** What something is that is there and no regular file; empty for one, and for nothing. */
  public static Optional<String> otherKind(Path path) {
    if (Files.isDirectory(path)) {
      return Optional.of("is a folder");
    }
    return Files.exists(path) && !Files.isRegularFile(path)
        ? Optional.of("is a device or a pipe")
        : Optional.empty();
  }

  /**
   * Checks that a regular file is there; devices and pipes may block whoever opens them.
   *
   * @param wanted what it must be, for the message
   * @throws IOException if there is none, or something else
   */
  public static void require(Path file, String wanted) throws IOException {
    Optional<String> unsayable = unsayable(file);
    if (unsayable.isPresent()) {
      throw new IOException(file + ": " + unsayable.get());
    }
    Optional<String> other = otherKind(file);
    if (other.isPresent()) {
      throw new IOException(file + ": " + other.get() + ", must be " + wanted);
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file + ": no such file");
    }
  }

  /**
   * Checks that a folder is there.
   *
   * @param wanted what it must be, for the message
   * @throws IOException if there is none, or something else
   */
  public static void requireFolder(Path folder, String wanted) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder + ": no such folder");
    }
    if (!Files.isDirectory(folder)) {
      String kind = otherKind(folder).orElse("is a file");
      throw new IOException(folder + ": " + kind + ", must be " + wanted);
    }
  }
}
