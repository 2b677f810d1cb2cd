package org.purify4j.data;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a directory and the directories in it, in order of name. What is hidden is left out:
 * macOS, Jupyter and others leave files there that are named as pictures and are none. The
 * directory itself may be a link; links in it are followed to files alone.
 *
 * @param pictures the files that are named as pictures
 * @param passedOver the others
 */
record PictureFolder(List<Path> pictures, PassedOver passedOver) {
  /** They are named by an error when they are read, and not left out without a word. */
  private static final List<String> UNREADABLE =
      List.of(".webp", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".ppm", ".pgm");

  /**
   * Looks through a directory with pictures.
   *
   * @param endings how their names end, in lower case
   * @throws IOException if there is none
   */
  static PictureFolder require(Path directory, List<String> endings) throws IOException {
    PictureFolder found = find(directory, endings);
    if (found.pictures().isEmpty()) {
      throw new IOException(
          directory
              + ": contains no picture, must contain files named *"
              + String.join(", *", endings)
              + found.passedOver().words().map(words -> " (" + words + ")").orElse(""));
    }
    return found;
  }

  /** Looks through a directory, in which there may be no picture. */
  static PictureFolder find(Path directory, List<String> endings) throws IOException {
    Search search = new Search(directory, endings);
    Files.walkFileTree(
        directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, search);
    return search.found();
  }

  /** Looks at what lies in a directory and is none itself. */
  static PictureFolder flat(Path directory, List<String> endings) throws IOException {
    Search search = new Search(directory, endings);
    try (Stream<Path> entries = Files.list(directory)) {
      entries.filter(entry -> !Files.isDirectory(entry)).forEach(search::add);
    }
    return search.found();
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

  private static final class Search extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final List<String> endings;
    private final List<Path> pictures = new ArrayList<>();
    private final List<Path> others = new ArrayList<>();
    private final List<Path> links = new ArrayList<>();
    private final List<Path> devices = new ArrayList<>();

    Search(Path directory, List<String> endings) {
      this.directory = directory;
      this.endings = endings;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
      if (entered.equals(directory)) {
        return FileVisitResult.CONTINUE;
      }
      if (isHidden(entered)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (Files.isSymbolicLink(entered)) {
        links.add(entered);
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      add(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (!(failure instanceof FileSystemLoopException)) {
        throw failure;
      }
      links.add(file);
      return FileVisitResult.CONTINUE;
    }

    void add(Path file) {
      if (isHidden(file)) {
        return;
      }
      if (Files.isRegularFile(file)) {
        (isNamed(file, endings) ? pictures : others).add(file);
      } else {
        (Files.exists(file) ? devices : links).add(file);
      }
    }

    PictureFolder found() {
      return new PictureFolder(
          sorted(pictures), new PassedOver(sorted(others), sorted(links), sorted(devices)));
    }

    private static List<Path> sorted(List<Path> files) {
      return files.stream().sorted().toList();
    }
  }
}
