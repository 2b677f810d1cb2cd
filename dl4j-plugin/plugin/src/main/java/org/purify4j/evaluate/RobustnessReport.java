package org.purify4j.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * A complete evaluation as a document: settings, environment, and the outcome for every image.
 *
 * @param formatVersion of the JSON form; {@value #FORMAT_VERSION}
 * @param created when it was made, in UTC, ISO 8601
 * @param environment software and hardware that it was computed with
 * @param files files that it is based on
 * @param assumptions what was assumed when these files were imported
 * @param settings every setting of the run, resolved
 * @param defences one per defence, the bare classifier first
 * @param notes what a reader should know about these figures
 * @param images predictions for each image
 */
public record RobustnessReport(
    int formatVersion,
    String created,
    Environment environment,
    List<FileReference> files,
    List<Assumption> assumptions,
    JsonNode settings,
    @JsonProperty("defenses") List<DefenceReport> defences,
    List<String> notes,
    List<ImageReport> images) {
  /** The format version that is written. */
  public static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public RobustnessReport {
    files = List.copyOf(files);
    assumptions = List.copyOf(assumptions);
    defences = List.copyOf(defences);
    notes = List.copyOf(notes);
    images = List.copyOf(images);
  }

  /** The report of a result. */
  public static RobustnessReport of(
      EvaluationResult result,
      Environment environment,
      List<FileReference> files,
      List<Assumption> assumptions,
      JsonNode settings,
      Instant created) {
    List<DefenceReport> defences =
        result.defences().stream().map(d -> DefenceReport.of(d, result.labels())).toList();
    return new RobustnessReport(
        FORMAT_VERSION,
        created.toString(),
        environment,
        files,
        assumptions,
        settings,
        defences,
        ReportNotes.of(result, defences),
        IntStream.range(0, result.labels().length)
            .mapToObj(i -> ImageReport.of(result, i))
            .toList());
  }

  /** This report with more notes, before its own. */
  public RobustnessReport withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new RobustnessReport(
        formatVersion, created, environment, files, assumptions, settings, defences, all, images);
  }

  /** Writes the JSON form atomically. */
  public void writeJson(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
  }
}
