package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.OpenDefences;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.report.DiagnosticTables;
import org.purify4j.cli.report.EvaluationPage;
import org.purify4j.cli.report.MarkdownReport;
import org.purify4j.cli.report.PictureGrid;
import org.purify4j.cli.report.ReportTables;
import org.purify4j.cli.report.TextTable;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.Evaluation;
import org.purify4j.evaluate.EvaluationPlan;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.RobustnessReport;

/**
 * An evaluation with all its options resolved.
 *
 * @param inputs the files it reads
 * @param adversary how images are attacked
 * @param purifiers the purifiers by name
 * @param plan how it is measured
 * @param diagnosis of the adaptive attack, if it is asked for
 * @param seed of all noise
 */
record EvaluationRun(
    InputFiles inputs,
    Adversary adversary,
    Map<String, PurifierConfig> purifiers,
    EvaluationPlan plan,
    Optional<EvaluationDiagnosis> diagnosis,
    long seed) {
  private static final int DEFAULT_BATCH = 16;
  private static final int DEFAULT_EXAMPLES = 4;

  /** Reads the options. */
  static EvaluationRun read(Arguments arguments, InputFiles inputs, AttackOptions attacks) {
    int batch = PurifierOptions.batch(arguments, Math.min(inputs.limit(), DEFAULT_BATCH));
    long seed = PurifierOptions.seed(arguments);
    Adversary adversary = attacks.read(arguments, seed, batch);
    EvaluationPlan plan =
        new EvaluationPlan(
            adversary.threat(),
            adversary.attack(),
            EvaluateCommand.DRAWS.read(arguments).orElse(1),
            batch,
            EvaluateCommand.EXAMPLES.read(arguments).orElse(DEFAULT_EXAMPLES));
    return new EvaluationRun(
        inputs,
        adversary,
        inputs.model().isPresent() ? PurifierOptions.read(arguments, batch) : Map.of(),
        plan,
        EvaluationDiagnosis.read(arguments, adversary, seed, batch),
        seed);
  }

  /**
   * Reads the images, and checks that they suit the attack and the classifier.
   *
   * @throws CommandException if they do not
   */
  LabelledImages checkedImages() throws IOException {
    LabelledImages images = inputs.images();
    adversary.requireBudgetFor(images);
    inputs.requireFit(images, SavedClassifier.load(inputs.victim()));
    return images;
  }

  /**
   * Runs the evaluation, writes its reports and prints the tables.
   *
   * @return that it failed if a diagnostic did and must not
   */
  ExitStatus execute(LabelledImages images, Path out, Terminal terminal) throws IOException {
    Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    List<FileReference> files = inputs.references();
    Environment environment = Machine.environment();
    ObjectNode settings = settings(images.size());
    Outcome outcome = evaluate(images, created, environment, files, settings, terminal);
    EvaluationResult result = outcome.result();
    RobustnessReport report = outcome.report();
    report.writeJson(out.resolve("report.json"));
    JsonFile.write(config(created, environment, files, settings), out.resolve("config.json"));
    MarkdownReport.write(report, out.resolve("report.md"));
    List<DefenceResult> drawn = drawn(result);
    Optional<BufferedImage> grid =
        drawn.isEmpty()
            ? Optional.empty()
            : Optional.of(PictureGrid.draw(drawn, inputs.data()::className));
    if (grid.isPresent()) {
      ImageFiles.write(grid.get(), out.resolve("grid.png"));
    }
    EvaluationPage.write(report, grid, out.resolve("report.html"));
    print(report, terminal);
    String pictures = grid.isPresent() ? ", grid.png" : "";
    terminal
        .out()
        .println(
            "written: "
                + out.resolve("report.html")
                + ", report.md, report.json, config.json"
                + pictures);
    boolean failed = report.diagnostics().stream().anyMatch(found -> !found.failed().isEmpty());
    return failed && diagnosis.isPresent() && diagnosis.get().strict()
        ? ExitStatus.FAILED
        : ExitStatus.DONE;
  }

  /** What was measured, and the document about it. */
  private record Outcome(EvaluationResult result, RobustnessReport report) {}

  @SuppressWarnings("try") // the watch is only closed
  private Outcome evaluate(
      LabelledImages images,
      Instant created,
      Environment environment,
      List<FileReference> given,
      ObjectNode settings,
      Terminal terminal)
      throws IOException {
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences defences = OpenDefences.open(inputs, purifiers, adversary);
        ProgressLine progress = ProgressLine.on(terminal, "evaluate")) {
      diagnosis.ifPresent(
          d -> terminal.out().println(d.announcement(images, defences.all().size())));
      EvaluationResult result =
          new Evaluation(defences.victim(), defences.all(), plan, progress::show).run(images);
      List<FileReference> files = new ArrayList<>(given);
      files.addAll(defences.references());
      RobustnessReport report =
          RobustnessReport.of(
              result, environment, files, defences.assumptions(), settings, created);
      report = report.withNotes(defences.notes());
      if (diagnosis.isPresent()) {
        report = report.withFindings(diagnosis.get().of(defences.all(), result, images, progress));
      }
      return new Outcome(result, report);
    }
  }

  /** The defences that have examples, or the bare classifier if there is no defence. */
  private static List<DefenceResult> drawn(EvaluationResult result) {
    List<DefenceResult> all = result.defences();
    return (all.size() > 1 ? all.subList(1, all.size()) : all)
        .stream().filter(defence -> !defence.examples().isEmpty()).toList();
  }

  private ObjectNode settings(int images) {
    ObjectNode settings = JsonFile.JSON.createObjectNode();
    settings.put("images", images);
    settings.setAll(adversary.settings());
    settings.put("draws", plan.draws()).put("seed", seed).put("batch", plan.batchSize());
    diagnosis.ifPresent(d -> settings.put("diagnostics", d.strict() ? "strict" : "yes"));
    return settings;
  }

  private ObjectNode config(
      Instant created, Environment environment, List<FileReference> files, ObjectNode settings)
      throws IOException {
    ObjectNode config = JsonFile.JSON.createObjectNode().put("created", created.toString());
    config.set("settings", settings);
    ObjectNode defences = config.putObject("defenses");
    for (Map.Entry<String, PurifierConfig> purifier : purifiers.entrySet()) {
      defences.set(purifier.getKey(), JsonFile.JSON.readTree(purifier.getValue().toJson()));
    }
    config.set("files", JsonFile.JSON.valueToTree(files));
    config.set("environment", JsonFile.JSON.valueToTree(environment));
    return config;
  }

  private static void print(RobustnessReport report, Terminal terminal) {
    terminal.out().print(ReportTables.accuracy(report).withItsCaption());
    TextTable draws = ReportTables.draws(report);
    if (!draws.rows().isEmpty()) {
      terminal.out().println();
      terminal.out().print(draws.withItsCaption());
    }
    if (!report.diagnostics().isEmpty()) {
      terminal.out().println();
      terminal.out().print(DiagnosticTables.verdicts(report).withItsCaption());
      DiagnosticTables.failures(report).forEach(terminal.out()::println);
    }
    report.notes().forEach(terminal.out()::println);
    report.assumptions().forEach(a -> terminal.out().println(a.text()));
  }
}
