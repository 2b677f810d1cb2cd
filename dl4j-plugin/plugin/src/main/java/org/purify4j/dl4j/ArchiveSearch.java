package org.purify4j.dl4j;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.fault.SafeText;
import org.purify4j.diffusion.model.DiffusionModel;

/**
 * Looks for the archive that a saved network names. The name comes from a file and is not trusted:
 * nothing but a regular file that is a diffusion model's archive is read to its end, and nothing of
 * any other is shown.
 */
final class ArchiveSearch {
  /** The system property that lists more folders, separated as in a class path. */
  static final String FOLDERS = "purify4j.archives";

  /** The length of an empty zip file. */
  private static final int SHORTEST = 22;

  private static final int LONGEST_SHOWN = 500;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private ArchiveSearch() {}

  /**
   * Returns the archive that a reference is about.
   *
   * @throws ArchiveException if it is in none of the places, naming what was found there
   */
  static Path find(PurifierReference reference) {
    List<String> seen = new ArrayList<>();
    for (Path place : places(reference.archive())) {
      Optional<String> obstacle = obstacle(place);
      if (obstacle.isPresent()) {
        seen.add(shown(place.toString()) + ": " + obstacle.get());
      } else if (digest(place).equals(reference.sha256())) {
        return place;
      } else {
        seen.add(shown(place.toString()) + ": is another diffusion model");
      }
    }
    throw new ArchiveException(
        "diffusion archive: got none with SHA-256 "
            + reference.sha256()
            + " ("
            + String.join("; ", seen)
            + "), must be the file that this network was made with (put it there; or beside"
            + " the network, for ./purify, PurifiedNetwork.restoreGraph and restoreLayers; or start"
            + " Java with -D"
            + FOLDERS
            + "=FOLDER; or call PurifiedNetwork.relocate)");
  }

  /** Whether something that may be the archive is in one of the places. */
  static boolean isThere(PurifierReference reference) {
    return places(reference.archive()).stream().anyMatch(place -> obstacle(place).isEmpty());
  }

  /** Returns the file of this name in a folder, if it is the archive that a reference is about. */
  static Optional<Path> in(Path folder, PurifierReference reference) {
    return resolved(folder, reference.archive())
        .filter(file -> obstacle(file).isEmpty())
        .filter(file -> digest(file).equals(reference.sha256()));
  }

  /**
   * Returns the digest of an archive.
   *
   * @throws ArchiveException if the file is no diffusion model's archive
   */
  static String digest(Path file) {
    obstacle(file)
        .ifPresent(
            obstacle -> {
              throw new ArchiveException(
                  "diffusion archive: got "
                      + shown(file.toString())
                      + ", which "
                      + obstacle
                      + ", must be a model written by 'import'");
            });
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new ArchiveException(
          shown(file.toString()) + ": could not be read (" + e.getMessage() + ")", e);
    }
  }

  /** What keeps a file from being an archive; reads no more of it than its description. */
  private static Optional<String> obstacle(Path file) {
    try {
      if (!Files.exists(file)) {
        return Optional.of("does not exist");
      }
      // files that the kernel makes up have no size, and some of them block
      if (!Files.isRegularFile(file) || Files.size(file) < SHORTEST) {
        return Optional.of("is no archive");
      }
      try (InputStream in = Files.newInputStream(file)) {
        if (!Arrays.equals(in.readNBytes(ZIP.length), ZIP)) {
          return Optional.of("is no archive");
        }
      }
      DiffusionModel.describe(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot be read");
    } catch (ArchiveException e) {
      return Optional.of("is no diffusion model's archive");
    }
  }

  private static List<Path> places(String archive) {
    String folders = System.getProperty(FOLDERS, "");
    Stream<Path> listed =
        Arrays.stream(folders.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isBlank())
            .flatMap(folder -> resolved(Path.of(folder), archive).stream());
    Stream<Path> saved = asPath(archive).filter(Path::isAbsolute).stream();
    return Stream.concat(saved, listed).map(Path::normalize).distinct().toList();
  }

  private static Optional<Path> resolved(Path folder, String archive) {
    String name =
        archive.substring(Math.max(archive.lastIndexOf('/'), archive.lastIndexOf('\\')) + 1);
    return name.isBlank() || name.equals("..") || name.equals(".")
        ? Optional.empty()
        : asPath(name).map(file -> folder.toAbsolutePath().resolve(file));
  }

  private static Optional<Path> asPath(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A path fit for a message: it may come from a file. */
  private static String shown(String path) {
    return SafeText.line(path, LONGEST_SHOWN);
  }
}
