package org.purify4j.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.diffusion.archive.InputFile;

/** The kinds of file that {@code import} writes. */
public enum SavedKind {
  /** A diffusion model of this program. */
  DIFFUSION("a diffusion model"),
  /** A DL4J network, as ModelSerializer writes it. */
  CLASSIFIER("a DL4J network");

  private static final byte[] MAGIC = {'P', 'K', 3, 4};

  private final String description;

  SavedKind(String description) {
    this.description = description;
  }

  /**
   * What a file is, by the entries of its zip archive.
   *
   * @throws CommandException if it is neither
   */
  public static SavedKind of(Path file) throws IOException {
    InputFile.require(file, "a file written by 'import'");
    requireWhole(file);
    return find(file)
        .orElseThrow(
            () ->
                new CommandException(
                    file
                        + ": is neither a diffusion model nor a DL4J network"
                        + " (import a PyTorch checkpoint by 'purify import')"));
  }

  /** Says of a damaged zip archive that it is one. */
  private static void requireWhole(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        return;
      }
    }
    try {
      new ZipFile(file.toFile()).close();
    } catch (ZipException | IllegalArgumentException e) {
      throw new CommandException(
          file + ": is a damaged zip archive (" + e.getMessage() + "; is it cut off?)");
    }
  }

  /** What a file is; empty if it is neither, or cannot be opened as a zip archive. */
  public static Optional<SavedKind> find(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry("model.json") != null) {
        return Optional.of(DIFFUSION);
      }
      return Optional.ofNullable(zip.getEntry("configuration.json")).map(entry -> CLASSIFIER);
    } catch (ZipException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that a file is of one kind.
   *
   * @throws CommandException if it is not
   */
  public static void require(SavedKind wanted, Path file) throws IOException {
    SavedKind found = of(file);
    if (found != wanted) {
      throw new CommandException(
          file + ": is " + found.description + ", must be " + wanted.description);
    }
  }

  /** The kind in words. */
  public String description() {
    return description;
  }
}
