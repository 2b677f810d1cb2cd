package org.purify4j.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;

/**
 * The pictures in an output directory that earlier runs of {@code images} or {@code attack} wrote,
 * and that another run may replace. A record in the directory names them, and is written before the
 * first of them.
 *
 * @param directory the output directory
 * @param names of the files, relative to it, with forward slashes
 */
record EarlierPictures(Path directory, Set<String> names) {
  private static final String OUTPUTS = "outputs";

  /**
   * Reads the record of a directory, if it has one.
   *
   * @throws CommandException if a file of that name is no such record
   */
  static EarlierPictures in(Path directory, String record) throws IOException {
    Set<String> names = new TreeSet<>();
    Path file = directory.resolve(record);
    if (Files.isRegularFile(file)) {
      JsonNode read = read(file);
      read.path(OUTPUTS).forEach(name -> names.add(name.asText()));
      for (JsonNode image : read.path("images")) { // records without a list of outputs
        Path out = Path.of(image.path("out").asText());
        for (int from = out.getNameCount() - 1; from >= 0; from--) {
          names.add(text(out.subpath(from, out.getNameCount())));
        }
      }
    }
    return new EarlierPictures(directory, names);
  }

  private static JsonNode read(Path file) throws IOException {
    JsonNode read;
    try {
      read = JsonFile.JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      read = JsonFile.JSON.nullNode();
    }
    if (read.has("images") || read.has(OUTPUTS)) {
      return read;
    }
    throw new CommandException(
        file
            + ": is there already and is no record of '"
            + String.valueOf(file.getFileName()).replaceFirst("\\.json$", "")
            + "': --out must be another directory");
  }

  /** Whether a file in the directory is one of them. */
  boolean hold(Path file) {
    return names.contains(name(file));
  }

  /**
   * Checks that nothing but earlier results is replaced.
   *
   * @param places the files that a run will write
   * @throws CommandException naming the first that is there and is no earlier result
   */
  void requireReplaceable(Collection<Path> places) {
    for (Path place : places) {
      if (Files.exists(place) && !hold(place)) {
        throw new CommandException(
            place + ": is there already and is no earlier result: --out must be another directory");
      }
    }
  }

  /** Notes in a record these files and those of a run. */
  void addTo(ObjectNode record, Collection<Path> places) {
    Set<String> all = new TreeSet<>();
    names.stream().filter(name -> Files.exists(directory.resolve(name))).forEach(all::add);
    places.forEach(place -> all.add(name(place)));
    all.forEach(record.withArray(OUTPUTS)::add);
  }

  private String name(Path file) {
    return text(
        directory.toAbsolutePath().normalize().relativize(file.toAbsolutePath().normalize()));
  }

  private static String text(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
