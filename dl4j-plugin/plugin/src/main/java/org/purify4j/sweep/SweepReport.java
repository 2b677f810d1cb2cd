package org.purify4j.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/**
 * A sweep as a document, whole or so far as it has come.
 *
 * @param formatVersion of the JSON form; {@value #FORMAT_VERSION}
 * @param created when it was begun, in UTC, ISO 8601
 * @param environment what it was computed with
 * @param files what it rests on
 * @param settings what decides a row besides its combination
 * @param grid the combinations that were last asked for
 * @param notes what was left out of them
 * @param ids id of each image
 * @param labels true class of each image
 * @param rows the table, the bare classifier first
 */
public record SweepReport(
    int formatVersion,
    String created,
    Environment environment,
    List<FileReference> files,
    JsonNode settings,
    JsonNode grid,
    List<String> notes,
    long[] ids,
    int[] labels,
    List<SweepRow> rows) {
  /** The version written. */
  public static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public SweepReport {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
    List<SweepRow> all = List.copyOf(rows);
    rows =
        all.stream()
            .map(row -> row.withFront(all.stream().noneMatch(other -> other.dominates(row))))
            .toList();
  }

  /**
   * Reads what {@link #writeJson} wrote.
   *
   * @throws IOException if it cannot be read or is of another form
   */
  public static SweepReport readJson(Path file) throws IOException {
    try {
      JsonNode tree = JSON.readTree(file.toFile());
      int version = tree.path("formatVersion").asInt();
      if (version != FORMAT_VERSION) {
        throw new IOException(
            file + ": got formatVersion " + version + ", must be " + FORMAT_VERSION + " to go on");
      }
      return JSON.treeToValue(tree, SweepReport.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + ": is no table of a sweep ("
              + e.getOriginalMessage()
              + "), must be removed, or another directory be chosen",
          e);
    }
  }

  /** Writes the JSON form, whole or not at all. */
  public void writeJson(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
  }

  /** Whether it has the rows of a combination. */
  public boolean has(Combination combination) {
    return rows.stream().anyMatch(row -> row.key().equals(combination.key()));
  }

  /** With more rows at the end. */
  public SweepReport plus(List<SweepRow> more) {
    List<SweepRow> all = new ArrayList<>(rows);
    all.addAll(more);
    return new SweepReport(
        formatVersion, created, environment, files, settings, grid, notes, ids, labels, all);
  }

  /** This one, going on from what another has measured. */
  public SweepReport continuing(SweepReport there) {
    return new SweepReport(
        formatVersion,
        there.created,
        environment,
        files,
        settings,
        grid,
        notes,
        ids,
        labels,
        there.rows);
  }

  /** The rows that leave no reason to choose another one, rising in cost. */
  public List<SweepRow> front() {
    return rows.stream()
        .filter(SweepRow::front)
        .sorted(Comparator.comparingDouble(SweepRow::networkCallsPerImage))
        .toList();
  }
}
