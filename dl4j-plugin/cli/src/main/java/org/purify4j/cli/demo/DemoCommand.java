package org.purify4j.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.DigitsData;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.catalogue.Bound;

/** Attacks, defends and reports with the embedded networks alone. */
public final class DemoCommand implements Command {
  private static final int DEFAULT_IMAGES = 96;

  /** Not 1 or 2, with which the embedded networks were trained and tested. */
  private static final long DEFAULT_SEED = 3;

  private static final String DEFAULT_OUT = "demo";

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "DIR",
          "where report.html, report.json, grid.png, curve.png and the two networks go;"
              + " default "
              + DEFAULT_OUT);

  private static final ValueOption<Integer> IMAGES =
      new ValueOption<>(
          "images",
          "N",
          "number of pictures; default " + DEFAULT_IMAGES,
          ValueOption.within(Bound.PICTURES));

  private static final ValueOption<Long> SEED =
      new ValueOption<>(
          "seed",
          "S",
          "seed of pictures, attack and noise; default "
              + DEFAULT_SEED
              + " (the networks were trained on pictures of seed 1)",
          Numbers::whole);

  private static final ValueOption<Path> VICTIM =
      InputFiles.VICTIM.withHelp("a classifier of digits to use in place of the embedded one");

  private static final ValueOption<Path> MODEL =
      InputFiles.MODEL.withHelp("a diffusion model to use in place of the embedded one");

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "attacks and defends a classifier with the embedded networks, without any other files";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(OUT.optional())
        .addOption(IMAGES.optional())
        .addOption(SEED.optional())
        .addOption(VICTIM.optional())
        .addOption(MODEL.optional());
  }

  @Override
  public List<String> examples() {
    return List.of("demo", "demo --images 300 --seed 7 --out larger");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    int images = IMAGES.read(arguments).orElse(DEFAULT_IMAGES);
    long seed = SEED.read(arguments).orElse(DEFAULT_SEED);
    Optional<Path> victim = VICTIM.read(arguments);
    Optional<Path> model = MODEL.read(arguments);
    Path wanted = OUT.read(arguments).orElse(Path.of(DEFAULT_OUT));
    try (Output output =
        Output.directory(wanted, "report.html", "grid.png", "curve.png", "report.json")) {
      run(images, seed, victim, model, output.path(), terminal);
      output.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  private static void run(
      int images,
      long seed,
      Optional<Path> victim,
      Optional<Path> model,
      Path out,
      Terminal terminal)
      throws IOException {
    InputFiles inputs =
        new InputFiles(
            victim.isPresent() ? victim.get() : EmbeddedModel.VICTIM.copyTo(out),
            Optional.of(model.isPresent() ? model.get() : EmbeddedModel.DIFFUSION.copyTo(out)),
            new DigitsData(images, new SyntheticDigits(seed)),
            images);
    inputs.check();
    DemoReport report = new DemoRun(inputs, seed).execute(terminal);
    report.write(out);
    report.print(terminal.out(), out);
  }
}
