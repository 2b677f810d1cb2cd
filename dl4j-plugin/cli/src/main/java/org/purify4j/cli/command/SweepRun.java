package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.option.SweepOptions;
import org.purify4j.cli.report.SweepChart;
import org.purify4j.cli.report.SweepMarkdown;
import org.purify4j.cli.report.SweepPage;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.evaluate.Assumption;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.Continuation;
import org.purify4j.sweep.Sweep;
import org.purify4j.sweep.SweepGrid;
import org.purify4j.sweep.SweepPlan;
import org.purify4j.sweep.SweepReport;

/**
 * A sweep with all its options resolved.
 *
 * @param inputs the files it reads
 * @param adversary how images are attacked
 * @param plan the purifiers to measure
 */
record SweepRun(InputFiles inputs, Adversary adversary, SweepPlan plan) {
  private static final int DEFAULT_BATCH = 32;

  /** Reads the options. */
  static SweepRun read(Arguments arguments, InputFiles inputs, AttackOptions attacks) {
    int batch = PurifierOptions.batch(arguments, Math.min(inputs.limit(), DEFAULT_BATCH));
    long seed = PurifierOptions.seed(arguments);
    return new SweepRun(
        inputs, attacks.read(arguments, seed, batch), SweepOptions.read(arguments, seed, batch));
  }

  /**
   * Reads the images, and checks all files and options against each other.
   *
   * @throws CommandException if they do not fit
   */
  LabelledImages checked() throws IOException {
    inputs.check();
    try (DiffusionModel model = DiffusionModel.load(inputs.model().orElseThrow())) {
      SweepOptions.requireSchedule(plan, model.schedule());
    }
    LabelledImages images = inputs.images();
    adversary.requireBudgetFor(images);
    inputs.requireFit(images, SavedClassifier.loadBare(inputs.victim()));
    return images;
  }

  /** Measures the missing rows, and writes and prints the table as it grows. */
  void execute(LabelledImages images, Path out, Terminal terminal) throws IOException {
    Path file = out.resolve("sweep.json");
    try (DiffusionModel model = DiffusionModel.load(inputs.model().orElseThrow())) {
      SweepGrid grid = SweepGrid.of(plan, model.schedule());
      List<String> notes = new ArrayList<>(grid.notes());
      notes.addAll(inputs.remarks(model.description().provenance()));
      SweepReport fresh = fresh(images, notes, assumptions(model));
      SweepReport begun = Files.exists(file) ? continuing(file, fresh) : fresh;
      SweepLog log = new SweepLog(terminal, file, begun, grid);
      List<Combination> missing = grid.combinations().stream().filter(c -> !begun.has(c)).toList();
      if (!missing.isEmpty()) {
        measure(images, model, missing, log);
      }
      SweepReport whole = log.end();
      SweepMarkdown.write(whole, out.resolve("sweep.md"));
      BufferedImage chart = SweepChart.draw(whole);
      ImageFiles.write(chart, out.resolve("sweep.png"));
      SweepPage.write(whole, chart, out.resolve("report.html"));
    }
    terminal
        .out()
        .println("written: " + out.resolve("report.html") + ", sweep.md, sweep.json, sweep.png");
  }

  @SuppressWarnings("try") // the watch is only closed
  private void measure(
      LabelledImages images, DiffusionModel model, List<Combination> missing, SweepLog log)
      throws IOException {
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        Classifier classifier = SavedClassifier.loadBare(inputs.victim()).victim();
        ProgressLine progress = log.progress()) {
      new Sweep(Denoiser.of(model), classifier, adversary.attack(), plan, progress::show)
          .run(images, missing, rows -> log.add(rows, progress));
    }
  }

  private List<Assumption> assumptions(DiffusionModel model) throws IOException {
    List<Assumption> assumptions = new ArrayList<>();
    ClassifierArchive.provenance(inputs.victim())
        .ifPresent(origin -> assumptions.addAll(Assumption.of(InputFiles.VICTIM.name(), origin)));
    assumptions.addAll(Assumption.of(InputFiles.MODEL.name(), model.description().provenance()));
    return assumptions;
  }

  private SweepReport fresh(LabelledImages images, List<String> notes, List<Assumption> assumptions)
      throws IOException {
    ObjectNode settings = JsonFile.JSON.createObjectNode();
    settings.put("images", images.size());
    settings.setAll(adversary.settings());
    plan.draws().forEach(settings.putArray("draws")::add);
    settings.put("seed", plan.seed()).put("batch", plan.batchSize());
    return new SweepReport(
        SweepReport.FORMAT_VERSION,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.environment(),
        inputs.references(),
        assumptions,
        settings,
        SweepOptions.grid(plan),
        notes,
        images.ids(),
        images.labels(),
        List.of());
  }

  private static SweepReport continuing(Path file, SweepReport fresh) throws IOException {
    SweepReport there = SweepReport.readJson(file);
    Optional<String> difference = Continuation.difference(there, fresh);
    if (difference.isPresent()) {
      throw new CommandException(
          file
              + ": belongs to another sweep ("
              + difference.get()
              + "), --out must be another directory");
    }
    return fresh.continuing(there);
  }
}
