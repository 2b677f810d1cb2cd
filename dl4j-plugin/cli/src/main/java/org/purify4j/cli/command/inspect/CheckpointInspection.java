package org.purify4j.cli.command.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import org.purify4j.cli.command.NoteGroups;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportReport;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.checkpoint.TensorInfo;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.Recognition;

/** Shows the tensors of a checkpoint, which families they speak for and against, and the rest. */
final class CheckpointInspection {
  private static final int MOST_CANDIDATES = 4;

  private final Checkpoint checkpoint;
  private final ImportOptions options;
  private final ObjectNode shown = JsonFile.JSON.createObjectNode();

  CheckpointInspection(Checkpoint checkpoint, ImportOptions options) {
    this.checkpoint = checkpoint;
    this.options = options;
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
      out.printf("  %-8s %-20s %10d  %s%n", info.type(), shape, bytes, ErrorLine.clean(name));
    }
    shown.put("bytes", total);
  }

  private void family(PrintStream out) {
    ArrayNode candidates = shown.putArray("candidates");
    for (FamilyImporter family : Importers.families()) {
      Recognition recognition = family.recognise(checkpoint);
      ObjectNode candidate = candidates.addObject().put("family", family.family());
      candidate.put("fits", recognition.fits());
      candidate.set("shows", JsonFile.JSON.valueToTree(recognition.shown()));
      candidate.set("misses", JsonFile.JSON.valueToTree(recognition.missed()));
    }
    try {
      ImportReport report = Importers.inspect(checkpoint, options);
      shown.put("family", report.family());
      shown.put("parameters", report.parameters());
      shown.set("hyperParameters", JsonFile.JSON.valueToTree(report.notes()));
      out.println("parameters: " + report.parameters());
      out.println("family: " + report.family() + ", because it " + reasons(report.family()));
      NoteGroups.of(report.notes()).print(out);
    } catch (ImportException e) {
      shown.put("family", "unknown").put("reason", e.getMessage());
      out.println("family: not recognised (" + ErrorLine.clean(e.getMessage()) + ")");
      closest(out);
    }
  }

  private String reasons(String family) {
    for (FamilyImporter importer : Importers.families()) {
      if (importer.family().equals(family)) {
        Recognition recognition = importer.recognise(checkpoint);
        String named = recognition.fits() ? "" : " (named by --family, though it misses some)";
        return String.join(", ", recognition.shown()) + named;
      }
    }
    return "was named";
  }

  /** The families of which most signs are there, and what they lack. */
  private void closest(PrintStream out) {
    Importers.families().stream()
        .map(family -> new Candidate(family.family(), family.recognise(checkpoint)))
        .filter(candidate -> !candidate.recognition().shown().isEmpty())
        .sorted()
        .limit(MOST_CANDIDATES)
        .forEach(candidate -> out.println("  " + candidate.describe()));
  }

  private record Candidate(String family, Recognition recognition)
      implements Comparable<Candidate> {
    private double share() {
      int shown = recognition.shown().size();
      return (double) shown / (shown + recognition.missed().size());
    }

    @Override
    public int compareTo(Candidate other) {
      return Double.compare(other.share(), share());
    }

    private String describe() {
      return "candidate "
          + family
          + ": shows that it "
          + String.join(", ", recognition.shown())
          + (recognition.fits() ? "" : "; not that it " + String.join(", ", recognition.missed()));
    }
  }
}
