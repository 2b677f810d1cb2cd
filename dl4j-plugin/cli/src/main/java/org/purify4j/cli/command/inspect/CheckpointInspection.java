package org.purify4j.cli.command.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import org.purify4j.cli.command.FactList;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.fault.SafeText;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportReport;
import org.purify4j.importers.Importers;
import org.purify4j.importers.RecognisedCheckpoint;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.checkpoint.TensorInfo;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.FamilyMatch;
import org.purify4j.importers.family.FamilyMatches;
import org.purify4j.importers.family.Recognition;

/** Shows a checkpoint's tensors, the families that they match or not, and the hyper-parameters. */
final class CheckpointInspection {
  private static final int MOST_CANDIDATES = 4;

  /** Of a tensor's name. */
  private static final int WIDTH = 200;

  private final Checkpoint checkpoint;
  private final ImportOptions options;
  private final ObjectNode shown = JsonFile.JSON.createObjectNode();

  CheckpointInspection(Checkpoint checkpoint, ImportOptions options) {
    this.checkpoint = checkpoint;
    this.options = options;
  }

  /** Whether it is recognised as that of a classifier. */
  boolean isClassifier() {
    FamilyMatches<FamilyImporter> matches = FamilyMatches.of(checkpoint, Importers.families());
    try {
      FamilyMatch<FamilyImporter> match = matches.choose(options.family());
      return new RecognisedCheckpoint<>(checkpoint, match, options)
          .as(ClassifierImporter.class)
          .isPresent();
    } catch (ImportException e) {
      return false;
    }
  }

  /** Prints it, and returns the same as JSON. */
  ObjectNode show(PrintStream out) {
    shown.put("file", checkpoint.file().toString());
    shown.put("sha256", checkpoint.sha256());
    shown.put("container", checkpoint.container().description());
    shown.put("weights", checkpoint.selection().describe());
    tensors(out);
    for (String field : List.of("file", "sha256", "container", "weights")) {
      out.println(field + ": " + ErrorLine.clean(shown.get(field).asText()));
    }
    out.println("tensors: " + checkpoint.names().size() + ", " + shown.get("bytes") + " bytes");
    family(out);
    return shown;
  }

  private void tensors(PrintStream out) {
    ArrayNode tensors = shown.putArray("tensors");
    long total = 0;
    for (String name : checkpoint.names()) {
      TensorInfo info = checkpoint.info(name);
      long bytes = info.elements() * info.type().bytes();
      total += bytes;
      ObjectNode tensor = tensors.addObject().put("name", name).put("type", info.type().toString());
      tensor.set("shape", JsonFile.JSON.valueToTree(info.shape()));
      tensor.put("bytes", bytes);
      String shape = tensor.get("shape").toString();
      out.printf("  %-8s %-20s %10d  %s%n", info.type(), shape, bytes, SafeText.line(name, WIDTH));
    }
    shown.put("bytes", total);
  }

  private void family(PrintStream out) {
    ArrayNode candidates = shown.putArray("candidates");
    FamilyMatches<FamilyImporter> matches = FamilyMatches.of(checkpoint, Importers.families());
    for (FamilyMatch<FamilyImporter> match : matches.all()) {
      Recognition recognition = match.recognition();
      ObjectNode candidate = candidates.addObject().put("family", match.family());
      candidate.put("fits", recognition.fits());
      candidate.set("shows", JsonFile.JSON.valueToTree(recognition.shown()));
      candidate.set("misses", JsonFile.JSON.valueToTree(recognition.missed()));
    }
    try {
      FamilyMatch<FamilyImporter> match = matches.choose(options.family());
      ImportReport report =
          Importers.inspect(new RecognisedCheckpoint<>(checkpoint, match, options));
      shown.put("family", match.family());
      shown.put("parameters", report.parameters());
      ObjectNode values = shown.putObject("hyperParameters");
      report.facts().forEach((name, fact) -> values.put(name, fact.toString()));
      shown.set("facts", JsonFile.JSON.valueToTree(report.facts()));
      out.println("parameters: " + report.parameters());
      out.println("family: " + match.family() + ", because it " + reasons(match.recognition()));
      FactList.print(report.facts(), out);
    } catch (ImportException e) {
      shown.put("family", "unknown").put("reason", e.getMessage());
      out.println(
          "family: not recognised (" + ErrorLine.clean(String.valueOf(e.getMessage())) + ")");
      matches.nearest().stream()
          .limit(MOST_CANDIDATES)
          .forEach(match -> out.println("  " + candidate(match)));
    }
  }

  private static String reasons(Recognition recognition) {
    String named = recognition.fits() ? "" : " (named by --family, though it misses some)";
    return String.join(", ", recognition.shown()) + named;
  }

  /** A family of which some signs are there, and what it lacks. */
  private static String candidate(FamilyMatch<?> match) {
    Recognition recognition = match.recognition();
    return "candidate "
        + match.family()
        + ": shows that it "
        + String.join(", ", recognition.shown())
        + (recognition.fits() ? "" : "; not that it " + String.join(", ", recognition.missed()));
  }
}
