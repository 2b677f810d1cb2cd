package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attacks;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SweepOptions;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.LabelledImages;

/** Measures many purifiers: a table of accuracy against network calls. */
public final class SweepCommand implements Command {
  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "DIR",
          "where report.html, sweep.md, sweep.json and sweep.png go; a sweep there with the same"
              + " settings is continued, also with a larger grid");

  private final AttackOptions attacks;
  private final DataSources sources;

  /** The command with all attacks and data sources. */
  public SweepCommand() {
    this(Attacks.all(), DataSources.all());
  }

  SweepCommand(Attacks attacks, DataSources sources) {
    this.attacks = AttackOptions.blind(attacks);
    this.sources = sources;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public String summary() {
    return "measures many purifiers: a table of accuracy against network calls";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    Options options =
        new Options()
            .addOption(InputFiles.VICTIM.required())
            .addOption(InputFiles.MODEL.required())
            .addOption(InputFiles.dataOption(sources).required())
            .addOption(InputFiles.LIMIT.optional());
    PurifierOptions.addShared(SweepOptions.add(options));
    return attacks.addTo(options).addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "sweep --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --limit 256 --batch 32 --timesteps 150,300,470,800 --nfes 1,3,6,12,24"
            + " --samplers ddpm,ddim,dpm++,dpm++sde --draws 1,5 --steps 40 --out table",
        "sweep --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --limit 64 --timesteps 470 --nfes 12 --guidance none --guidance kl:5@purified4"
            + " --out guided");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    SweepRun run = SweepRun.read(arguments, InputFiles.read(arguments, sources), attacks);
    LabelledImages images = run.checked();
    try (Output out =
        Output.directory(
            OUT.require(arguments), "sweep.json", "sweep.md", "sweep.png", "report.html")) {
      run.execute(images, out.path(), terminal);
    }
    return ExitStatus.DONE;
  }
}
