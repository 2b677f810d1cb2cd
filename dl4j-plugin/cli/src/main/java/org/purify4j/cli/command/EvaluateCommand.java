package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attacks;
import org.purify4j.cli.command.protocol.ProtocolEvaluation;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.ProtocolOptions;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.catalogue.Bound;

/** Measures a classifier, bare and behind purifiers, on clean and attacked images. */
public final class EvaluateCommand implements Command {
  static final ValueOption<Integer> DRAWS =
      new ValueOption<>(
          "draws",
          "N",
          "fresh draws of a defence per image; default 1, with --protocol 10 and at least 8",
          ValueOption.within(Bound.DRAWS));

  static final ValueOption<Integer> EXAMPLES =
      new ValueOption<>(
          "examples",
          "N",
          "rows of grid.png for each defence; default 4",
          ValueOption.within(Bound.EXAMPLES));

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out", "DIR", "where report.html, report.md, report.json, config.json and grid.png go");

  private final AttackOptions attacks;
  private final DataSources sources;

  /** The command with all attacks and data sources. */
  public EvaluateCommand() {
    this(Attacks.all(), DataSources.all());
  }

  EvaluateCommand(Attacks attacks, DataSources sources) {
    this.attacks = AttackOptions.adaptive(attacks);
    this.sources = sources;
  }

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "measures a classifier, undefended and defended, on clean and attacked images";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    Options options = ProtocolOptions.add(attacks.addTo(OptionalDefence.options(sources)));
    return EvaluationDiagnosis.addTo(options)
        .addOption(DRAWS.optional())
        .addOption(EXAMPLES.optional())
        .addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "evaluate --victim resnet56.zip --data cifar10:test_batch.bin --limit 128 --out bare",
        "evaluate --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --limit 128 --preset fast,paper --out blind",
        "evaluate --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --limit 32 --timestep 800 --nfe 8 --gradient exact --steps 20 --draws 4"
            + " --out adaptive",
        "evaluate --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --limit 64 --preset robust --gradient exact --eot 4 --strict --out strict",
        "evaluate --victim demo/victim.zip --model demo/diffusion.zip --data digits:64,5"
            + " --preset robust --gradient exact --steps 20 --out known",
        "evaluate --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --timestep 470 --nfe 12 --guidance none --guidance kl:20@purified4 --out guided",
        "evaluate --victim resnet56.zip --model diffusion.zip --data cifar10:test_batch.bin"
            + " --preset robust --protocol quick --out judged");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    InputFiles inputs = InputFiles.read(arguments, sources);
    OptionalDefence.requireModelOfPurifier(arguments);
    if (ProtocolOptions.given(arguments)) {
      return judge(arguments, inputs, terminal);
    }
    EvaluationRun run = EvaluationRun.read(arguments, inputs, attacks);
    inputs.check();
    if (inputs.model().isEmpty()) {
      OptionalDefence.refuseUnused(arguments, List.of(run.adversary()), inputs.victim());
    } else {
      PurifierOptions.requireSchedule(arguments, run.purifiers(), inputs.model().get());
    }
    LabelledImages images = run.checkedImages();
    ProtocolEvaluation.requireNone(OUT.require(arguments));
    try (Output out =
        Output.directory(
            OUT.require(arguments),
            "report.json",
            "config.json",
            "report.md",
            "grid.png",
            "report.html")) {
      ExitStatus status = run.execute(images, out.path(), terminal);
      out.remark(terminal);
      return status;
    }
  }

  private ExitStatus judge(Arguments arguments, InputFiles inputs, Terminal terminal)
      throws IOException {
    if (EXAMPLES.isIn(arguments)) {
      throw new UsageException(
          "--" + EXAMPLES.name() + ": a protocol keeps all its images, must be left out");
    }
    boolean held =
        ProtocolEvaluation.read(arguments, inputs, attacks, DRAWS.read(arguments))
            .run(arguments, OUT.require(arguments), terminal);
    return held || !EvaluationDiagnosis.strict(arguments) ? ExitStatus.DONE : ExitStatus.FAILED;
  }
}
