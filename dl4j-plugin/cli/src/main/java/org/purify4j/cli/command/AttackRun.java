package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.OpenDefences;
import org.purify4j.cli.report.TextTable;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.FileReference;
import org.purify4j.importers.npz.NpzWriter;

/**
 * Attacks with all options resolved.
 *
 * @param inputs the files it reads
 * @param adversaries the attacks, by the text that asked for them
 * @param purifiers one purifier by name, or none
 * @param draws fresh draws of the defence over which an answer is judged
 * @param batch images worked on at once
 * @param seed of all noise
 */
record AttackRun(
    InputFiles inputs,
    Map<String, Adversary> adversaries,
    Map<String, PurifierConfig> purifiers,
    int draws,
    int batch,
    long seed) {
  /** The record of a run, in the output directory. */
  static final String RECORD = "attack.json";

  private static final String TABLE = "attack.md";
  private static final String ARRAYS = "adversarial.npz";

  /** The files that a run writes besides its record. */
  List<Path> places(LabelledImages images, Path out) {
    List<Path> places = new ArrayList<>(List.of(out.resolve(TABLE)));
    for (String attack : adversaries.keySet()) {
      places.add(folder(out, attack).resolve(ARRAYS));
      for (long id : images.ids()) {
        places.add(picture(out, attack, id));
      }
    }
    return places;
  }

  private static Path folder(Path out, String attack) {
    return out.resolve(attack.replace(':', '-'));
  }

  private static Path picture(Path out, String attack, long id) {
    return folder(out, attack).resolve(String.format(Locale.ROOT, "%06d.png", id));
  }

  /** Attacks, writes images, record and table, and prints the table. */
  @SuppressWarnings("try") // the watch is only closed
  void execute(LabelledImages images, Path out, EarlierPictures earlier, Terminal terminal)
      throws IOException {
    ObjectNode record = JsonFile.JSON.createObjectNode();
    record.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    record.put("images", images.size()).put("draws", draws).put("seed", seed).put("batch", batch);
    earlier.addTo(record, places(images, out));
    ArrayNode attacks = record.putArray("attacks");
    List<List<String>> rows = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences defences =
            OpenDefences.open(inputs, purifiers, adversaries.values().iterator().next());
        ProgressLine progress = ProgressLine.on(terminal, "attack")) {
      Defence defence = defence(defences);
      record.put("defence", defence.name());
      record.set("settings", defence.settings());
      List<FileReference> files = new ArrayList<>(inputs.references());
      files.addAll(defences.references());
      record.set("files", JsonFile.JSON.valueToTree(files));
      record.set("environment", JsonFile.JSON.valueToTree(Machine.environment()));
      AttackMeasurement measurement =
          new AttackMeasurement(new Undefended(defences.victim()), defence, draws, batch);
      for (Map.Entry<String, Adversary> entry : adversaries.entrySet()) {
        String name = entry.getKey();
        AttackMeasurement.Result result = measurement.of(name, entry.getValue(), images, progress);
        attacks.add(result.record(name, entry.getValue(), images));
        JsonFile.write(record, out.resolve(RECORD)); // a run that is killed is known by it
        write(name, images, result, out);
        rows.add(result.row(name));
        remarks.addAll(result.remarks(name));
      }
      remarks.addAll(defences.notes());
      defences.assumptions().forEach(assumption -> remarks.add(assumption.text()));
      TextTable table = table(rows, images, defence);
      String text = table.withItsCaption() + "\n" + String.join("\n", remarks) + "\n";
      AtomicFile.write(
          out.resolve(TABLE), stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
      progress.aside(() -> terminal.out().print(text));
    }
    terminal.out().println("written: " + out.resolve(RECORD) + ", " + TABLE + ", and images");
  }

  private Defence defence(OpenDefences defences) {
    if (defences.all().size() > 1) {
      throw new CommandException(
          inputs.victim()
              + ": purifies its images itself, must be a bare classifier where --model is given");
    }
    return defences.all().isEmpty() ? new Undefended(defences.victim()) : defences.all().get(0);
  }

  private TextTable table(List<List<String>> rows, LabelledImages images, Defence defence) {
    Adversary first = adversaries.values().iterator().next();
    ObjectNode settings = first.settings();
    String judged =
        String.format(
            Locale.ROOT,
            "%s, %d images%s, %s at most %.4g; gradient: %s.",
            defence.name(),
            images.size(),
            defence.randomness() == Defence.Randomness.RANDOMISED
                ? ", " + draws + " fresh draws each"
                : "",
            settings.path("norm").asText(),
            settings.path("eps").asDouble(),
            first.gradient().name().toLowerCase(Locale.ROOT));
    return new TextTable(AttackMeasurement.Result.HEADER, rows).withCaption(judged);
  }

  private static void write(
      String attack, LabelledImages images, AttackMeasurement.Result result, Path out)
      throws IOException {
    Files.createDirectories(folder(out, attack));
    new NpzWriter()
        .floats("images", result.images())
        .longs("labels", images.labels())
        .longs("ids", images.ids())
        .longs("predictions", result.adversarial().classes())
        .longs("predictions_clean", result.clean().classes())
        .longs("predictions_png", result.rounded().classes())
        .write(folder(out, attack).resolve(ARRAYS));
    for (int i = 0; i < images.size(); i++) {
      ImageFiles.write(result.image(i), picture(out, attack, images.ids()[i]));
    }
  }
}
