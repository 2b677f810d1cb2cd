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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.purify4j.diagnose.DefenceFindings;
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
 * @param diagnostics what diagnostics found, for each defence that was examined
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
    List<DefenceFindings> diagnostics,
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
    diagnostics = List.copyOf(diagnostics);
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
        List.of(),
        ReportNotes.of(result, defences),
        IntStream.range(0, result.labels().length)
            .mapToObj(i -> ImageReport.of(result, i))
            .toList());
  }

  /** This report with more notes, before its own. */
  public RobustnessReport withNotes(List<String> more) {
    return with(defences, diagnostics, more);
  }

  /**
   * This report with the findings of diagnostics. Where one failed, the accuracy under the adaptive
   * attack is withheld, and a note says why.
   */
  public RobustnessReport withFindings(List<DefenceFindings> findings) {
    Map<String, List<String>> failed =
        findings.stream()
            .filter(ofDefence -> !ofDefence.failed().isEmpty())
            .collect(Collectors.toMap(DefenceFindings::defence, DefenceFindings::failed));
    List<DefenceReport> shown =
        defences.stream()
            .map(d -> failed.containsKey(d.name()) ? d.withholding(Scenario.ADAPTIVE) : d)
            .toList();
    List<String> why =
        findings.stream()
            .filter(ofDefence -> !ofDefence.failed().isEmpty())
            .map(ofDefence -> ReportNotes.withheld(ofDefence.defence(), ofDefence.failed()))
            .toList();
    return with(shown, findings, why);
  }

  private RobustnessReport with(
      List<DefenceReport> newDefences, List<DefenceFindings> findings, List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new RobustnessReport(
        formatVersion,
        created,
        environment,
        files,
        assumptions,
        settings,
        newDefences,
        findings,
        all,
        images);
  }

  /** Writes the JSON form atomically. */
  public void writeJson(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
  }
}
