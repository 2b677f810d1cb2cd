package org.purify4j.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/**
 * A sweep as a document, complete or in progress.
 *
 * @param formatVersion of the JSON form; {@value #FORMAT_VERSION}
 * @param created when it was started, in UTC, ISO 8601
 * @param environment software and hardware that it was computed with
 * @param files files that it is based on
 * @param assumptions what was assumed when these files were imported
 * @param settings everything that decides a row apart from its combination
 * @param grid the combinations that were last requested
 * @param notes the combinations that were left out, and why, and what else a reader should know
 * @param ids id of each image
 * @param labels true class of each image
 * @param rows the table, the bare classifier first
 */
public record SweepReport(
    int formatVersion,
    String created,
    Environment environment,
    List<FileReference> files,
    List<Assumption> assumptions,
    JsonNode settings,
    JsonNode grid,
    List<String> notes,
    long[] ids,
    int[] labels,
    List<SweepRow> rows) {
  /** The format version that is written. */
  public static final int FORMAT_VERSION = 2;

  private static final int OLDEST_VERSION = 1;
  private static final String VERSION = "formatVersion";

  /** Of a thousand rows on ten thousand images, and more. */
  private static final int LARGEST = 1 << 26;

  private static final ObjectMapper JSON = BoundedJson.mapper(LARGEST);

  public SweepReport {
    files = List.copyOf(files);
    assumptions = List.copyOf(assumptions);
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
   * @throws IOException if it cannot be read or has another format
   */
  public static SweepReport readJson(Path file) throws IOException {
    try {
      JsonNode tree = JSON.readTree(file.toFile());
      JsonNode version = tree.path(VERSION);
      if (!version.isInt()
          || version.asInt() < OLDEST_VERSION
          || version.asInt() > FORMAT_VERSION) {
        throw new IOException(
            file
                + ": got formatVersion "
                + (version.isMissingNode() ? "none" : version)
                + ", must be "
                + OLDEST_VERSION
                + " or "
                + FORMAT_VERSION
                + " to go on");
      }
      if (version.asInt() == OLDEST_VERSION) {
        complete((ObjectNode) tree);
      }
      return JSON.treeToValue(tree, SweepReport.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + ": not a report of a sweep ("
              + BoundedJson.problem(e)
              + "): remove it, or choose another directory",
          e);
    }
  }

  /** Adds what the first version did not record. */
  private static void complete(ObjectNode report) {
    report.put(VERSION, FORMAT_VERSION).putArray("assumptions");
    for (JsonNode row : report.withArray("rows")) {
      if (row instanceof ObjectNode fields) {
        fields.putArray("zeroGradients");
      }
    }
  }

  /** Writes the JSON form atomically. */
  public void writeJson(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
  }

  /** Whether it has the rows of a combination. */
  public boolean has(Combination combination) {
    return rows.stream().anyMatch(row -> row.key().equals(combination.key()));
  }

  /** This report with more rows at the end. */
  public SweepReport plus(List<SweepRow> more) {
    List<SweepRow> all = new ArrayList<>(rows);
    all.addAll(more);
    return with(created, all);
  }

  /** This report with the rows that another one has measured. */
  public SweepReport continuing(SweepReport there) {
    return with(there.created, there.rows);
  }

  private SweepReport with(String started, List<SweepRow> table) {
    return new SweepReport(
        formatVersion,
        started,
        environment,
        files,
        assumptions,
        settings,
        grid,
        notes,
        ids,
        labels,
        table);
  }

  /** The Pareto front, in order of cost. */
  public List<SweepRow> front() {
    return rows.stream()
        .filter(SweepRow::front)
        .sorted(Comparator.comparingDouble(SweepRow::networkCallsPerImage))
        .toList();
  }
}
