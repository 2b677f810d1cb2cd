package org.purify4j.cli.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.OutputPath;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.chain.PurifierConfig;

/** Measures how fast a diffusion model runs here. */
public final class BenchCommand implements Command {
  private static final double DEFAULT_SECONDS = 3;

  private static final ValueOption<Path> VICTIM =
      InputFiles.VICTIM.withHelp("a classifier, for guidance that needs one");

  private static final ValueOption<Integer> SIZE =
      new ValueOption<>(
          "size",
          "S",
          "height and width of the images; default the size it was trained on",
          ValueOption.within(Bound.IMAGE_SIDE));

  private static final ValueOption<Double> SECONDS =
      new ValueOption<>(
          "seconds",
          "S",
          "shortest time for which each figure is measured; default " + Math.round(DEFAULT_SECONDS),
          ValueOption.realWithin(Bound.SECONDS));

  private static final ValueOption<Path> JSON =
      ValueOption.path("json", "FILE", "also write the figures as JSON, with files and settings");

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measures a diffusion model's speed and memory on this machine";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    Options options =
        new Options()
            .addOption(InputFiles.MODEL.required())
            .addOption(VICTIM.optional())
            .addOption(SIZE.optional());
    return PurifierOptions.add(options).addOption(SECONDS.optional()).addOption(JSON.optional());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "bench --model diffusion.zip",
        "bench --model diffusion.zip --batch 32 --preset fast,diffpure --json bench.json",
        "bench --model diffusion.zip --size 64 --timestep 470 --nfe 12 --seconds 10");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path model = InputFiles.MODEL.require(arguments);
    Optional<Path> victim = VICTIM.read(arguments);
    int batch = PurifierOptions.batch(arguments, PurifierConfig.DEFAULT_BATCH_SIZE);
    Optional<Integer> size = SIZE.read(arguments);
    double seconds = SECONDS.read(arguments).orElse(DEFAULT_SECONDS);
    Map<String, PurifierConfig> purifiers = PurifierOptions.read(arguments, batch);
    if (victim.isEmpty()
        && purifiers.values().stream().anyMatch(config -> config.guidance().asksVictim())) {
      throw new UsageException(
          "--" + VICTIM.name() + ": is missing, the guidance needs a classifier");
    }
    PurifierOptions.refuseVoting(arguments, "a single purification is measured here");
    if (victim.isPresent()
        && purifiers.values().stream().noneMatch(config -> config.guidance().asksVictim())) {
      throw new UsageException(
          "--" + VICTIM.name() + ": no guidance asks it here, must be left out (see --guidance)");
    }
    Optional<Path> json = JSON.read(arguments).map(OutputPath::file);
    SavedKind.require(SavedKind.DIFFUSION, model);
    if (victim.isPresent()) {
      SavedKind.require(SavedKind.CLASSIFIER, victim.get());
    }
    PurifierOptions.requireSchedule(arguments, purifiers, model);
    BenchRun run = new BenchRun(model, victim, purifiers, size, batch, seconds);
    BenchReport report = run.execute(terminal);
    report.print(terminal.out());
    if (json.isPresent()) {
      JsonFile.write(report.json(), json.get());
    }
    return ExitStatus.DONE;
  }
}
