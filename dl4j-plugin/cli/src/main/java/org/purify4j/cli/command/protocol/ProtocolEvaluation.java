package org.purify4j.cli.command.protocol;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.OpenDefences;
import org.purify4j.cli.option.ProtocolOptions;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.report.CostTable;
import org.purify4j.cli.report.ProtocolMarkdown;
import org.purify4j.cli.report.ProtocolPage;
import org.purify4j.cli.report.ProtocolReport;
import org.purify4j.cli.report.ProtocolTables;
import org.purify4j.cli.report.WorstGrid;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.ImageFiles;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.CostEstimate;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolResult;
import org.purify4j.protocol.ProtocolRun;
import org.purify4j.protocol.RunIdentity;
import org.purify4j.protocol.RunSettings;
import org.purify4j.protocol.UnitFolder;
import org.purify4j.protocol.claim.Claim;
import org.purify4j.protocol.claim.ClaimFile;

/**
 * An evaluation by a protocol, with all its options resolved.
 *
 * @param inputs the files it reads
 * @param purifiers the purifiers by name
 * @param protocol by which is judged
 * @param settings seed and batch
 */
public record ProtocolEvaluation(
    InputFiles inputs,
    Map<String, PurifierConfig> purifiers,
    Protocol protocol,
    RunSettings settings) {
  private static final int DEFAULT_BATCH = 16;
  private static final String RUN = "run.json";
  private static final String PARTS = "parts";
  private static final String MARKDOWN = "report.md";
  private static final String JSON = "report.json";
  private static final String PAGE = "report.html";

  /**
   * Reads the options.
   *
   * @param draws by which is judged, if they are given
   */
  public static ProtocolEvaluation read(
      Arguments arguments, InputFiles inputs, AttackOptions attack, Optional<Integer> draws) {
    Protocol protocol = ProtocolOptions.read(arguments, attack);
    Protocol drawn = draws.map(count -> withDraws(protocol, count)).orElse(protocol);
    InputFiles limited =
        InputFiles.LIMIT.isIn(arguments) ? inputs : inputs.withLimit(protocol.images());
    int batch = PurifierOptions.batch(arguments, Math.min(limited.limit(), DEFAULT_BATCH));
    return new ProtocolEvaluation(
        limited,
        inputs.model().isPresent() ? PurifierOptions.read(arguments, batch) : Map.of(),
        drawn,
        new RunSettings(PurifierOptions.seed(arguments), batch));
  }

  /**
   * Checks that a folder holds no run of a protocol, whose reports others would replace.
   *
   * @throws CommandException if it does
   */
  public static void requireNone(Path folder) {
    if (Files.exists(folder.resolve(RUN))) {
      throw new CommandException(
          folder + ": holds a run of a protocol, --out must be another directory");
    }
  }

  private static Protocol withDraws(Protocol protocol, int draws) {
    try {
      return protocol.withDraws(draws);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  /**
   * Runs what is not done yet, writes the claim and the reports, and prints the tables.
   *
   * @return whether no diagnostic of the attacks failed
   */
  public boolean run(Arguments arguments, Path folder, Terminal terminal) throws IOException {
    inputs.check();
    if (inputs.model().isPresent()) {
      PurifierOptions.requireSchedule(arguments, purifiers, inputs.model().get());
    }
    LabelledImages images = inputs.images();
    ProtocolOptions.requireBudgets(protocol, images);
    ClaimFile.requireStorable(images);
    inputs.requireFit(images, SavedClassifier.load(inputs.victim()));
    try (Output out =
        Output.directory(
            folder, RUN, ClaimFile.CLAIM, ClaimFile.IMAGES, JSON, MARKDOWN, PAGE, WorstGrid.FILE)) {
      return execute(images, out.path(), terminal);
    }
  }

  @SuppressWarnings("try") // the watch is only closed
  private boolean execute(LabelledImages images, Path out, Terminal terminal) throws IOException {
    String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences defences = OpenDefences.deployed(inputs, purifiers, settings.seed())) {
      Environment environment = Machine.environment();
      List<FileReference> files = new ArrayList<>(inputs.references());
      files.addAll(defences.references());
      RunIdentity identity =
          RunIdentity.of(protocol, settings, defences.deployments(), images, files, environment);
      begin(identity, out.resolve(RUN));
      UnitFolder units = new UnitFolder(out.resolve(PARTS), identity.sha256());
      ProtocolRun run =
          ProtocolRun.of(protocol, images, settings, Optional.of(units), defences.deployments());
      CostEstimate estimate = run.estimate();
      terminal.out().println(CostTable.of(estimate).withItsCaption());
      ProtocolResult result = run(run, estimate, terminal);
      Claim claim =
          ClaimFile.write(
              out,
              protocol,
              settings,
              images,
              result,
              new ClaimFile.Grounds(environment, files, defences.assumptions(), notes(defences)));
      Optional<BufferedImage> worst =
          WorstGrid.draw(claim, images, result.images(), inputs.data()::className);
      if (worst.isPresent()) {
        ImageFiles.write(worst.get(), out.resolve(WorstGrid.FILE));
      } else {
        Files.deleteIfExists(out.resolve(WorstGrid.FILE));
      }
      report(new ProtocolReport(claim, result.times(), created), worst, out, terminal);
      return claim.findings().stream().allMatch(of -> of.failed().isEmpty());
    }
  }

  private static List<String> notes(OpenDefences defences) {
    List<String> notes = new ArrayList<>(defences.notes());
    defences.deployments().forEach(deployment -> notes.addAll(deployment.remarks()));
    return notes;
  }

  /** Names the run that a folder holds, or checks that it holds this one. */
  private static void begin(RunIdentity identity, Path file) throws IOException {
    if (!Files.exists(file)) {
      identity.write(file);
      return;
    }
    Optional<String> difference = identity.difference(RunIdentity.read(file));
    if (difference.isPresent()) {
      throw new CommandException(
          file
              + ": belongs to another run ("
              + difference.get()
              + "), --out must be another directory");
    }
  }

  private static ProtocolResult run(ProtocolRun run, CostEstimate estimate, Terminal terminal)
      throws IOException {
    try (ProgressLine progress = ProgressLine.on(terminal, "evaluate")) {
      return run.run(estimate, progress::show);
    }
  }

  private static void report(
      ProtocolReport report, Optional<BufferedImage> worst, Path out, Terminal terminal)
      throws IOException {
    JsonFile.write(report.json(), out.resolve(JSON));
    ProtocolMarkdown.write(report, out.resolve(MARKDOWN));
    ProtocolPage.write(report, worst, out.resolve(PAGE));
    ProtocolTables.ofTerminal(report)
        .forEach(table -> terminal.out().println(table.withItsCaption()));
    ProtocolTables.verdicts(report).forEach(terminal.out()::println);
    report.claim().notes().forEach(terminal.out()::println);
    terminal
        .out()
        .println(
            "written: "
                + out.resolve(PAGE)
                + ", "
                + String.join(", ", MARKDOWN, JSON, ClaimFile.CLAIM, ClaimFile.IMAGES)
                + worst.map(picture -> ", " + WorstGrid.FILE).orElse(""));
  }
}
