package org.purify4j.data;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the picture files of a directory. */
final class PictureFolder {
  /** They are named by an error when they are read, and not left out without a word. */
  private static final List<String> UNREADABLE =
      List.of(".webp", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".ppm", ".pgm");

  private PictureFolder() {}

  /**
   * The pictures in a directory and the directories in it, in order of name. What is hidden is left
   * out: macOS, Jupyter and others leave files there that are named as pictures and are none.
   *
   * @param endings how their names end, in lower case
   * @throws IOException if there is none
   */
  static List<Path> list(Path directory, List<String> endings) throws IOException {
    List<Path> pictures = find(directory, endings);
    if (pictures.isEmpty()) {
      throw new IOException(
          directory
              + ": contains no picture, must contain files named *"
              + String.join(", *", endings));
    }
    return pictures;
  }

  /** The same, of which there may be none. */
  static List<Path> find(Path directory, List<String> endings) throws IOException {
    List<Path> pictures = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
            return isHidden(entered) && !entered.equals(directory)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && isNamed(file, endings) && Files.isRegularFile(file)) {
              pictures.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    pictures.sort(null);
    return List.copyOf(pictures);
  }

  /** Whether a file or directory is hidden, or is one that macOS adds to archives. */
  static boolean isHidden(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".") || name.equals("__MACOSX");
  }

  /** Whether a file is named as a picture, of these endings or of a kind that Java cannot read. */
  static boolean isNamed(Path file, List<String> endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Stream.concat(endings.stream(), UNREADABLE.stream()).anyMatch(name::endsWith);
  }
}
