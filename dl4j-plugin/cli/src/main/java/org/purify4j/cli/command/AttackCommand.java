package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attacks;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.AttackOptions;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.PurifierConfig;

/** Attacks a classifier, bare or behind a purifier, and keeps the images. */
public final class AttackCommand implements Command {
  private static final int DEFAULT_BATCH = 32;

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "DIR",
          "where the table (attack.md, attack.json) goes and, for each attack, a folder with the"
              + " images as PNG and in adversarial.npz");

  private final AttackOptions attacks = AttackOptions.several(Attacks.all());
  private final DataSources sources = DataSources.all();

  @Override
  public String name() {
    return "attack";
  }

  @Override
  public String summary() {
    return "attacks a classifier, bare or behind a purifier, and writes the adversarial images";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    return attacks
        .addTo(OptionalDefence.options(sources))
        .addOption(EvaluateCommand.DRAWS.optional())
        .addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "attack --victim resnet56.zip --data cifar10:test_batch.bin --limit 64"
            + " --attacks pgd,pgd:margin,apgd-dlr,mi-fgsm+di+ti --out adversarial",
        "attack --victim resnet56.zip --data cifar10:test_batch.bin --limit 16 --attacks cw,l-bfgs"
            + " --norm l2 --goal least-likely --out nearest",
        "attack --victim resnet56.zip --model diffusion.zip --preset robust"
            + " --data cifar10:test_batch.bin --limit 16 --attacks pgd,apgd-ce --steps 20"
            + " --gradient exact --eot 4 --draws 8 --out adaptive");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    InputFiles inputs = InputFiles.read(arguments, sources);
    int batch = PurifierOptions.batch(arguments, Math.min(inputs.limit(), DEFAULT_BATCH));
    long seed = PurifierOptions.seed(arguments);
    Map<String, Adversary> adversaries = attacks.readSeveral(arguments, seed, batch);
    Map<String, PurifierConfig> purifiers = purifiers(arguments, inputs, batch);
    inputs.check();
    if (inputs.model().isPresent()) {
      PurifierOptions.requireSchedule(arguments, purifiers, inputs.model().get());
    } else {
      OptionalDefence.refuseUnused(arguments, adversaries.values(), inputs.victim());
    }
    LabelledImages images = inputs.images();
    adversaries.values().forEach(adversary -> adversary.requireBudgetFor(images));
    inputs.requireFit(images, SavedClassifier.load(inputs.victim()));
    Path out = OUT.require(arguments);
    AttackRun run =
        new AttackRun(
            inputs,
            adversaries,
            purifiers,
            EvaluateCommand.DRAWS.read(arguments).orElse(1),
            batch,
            seed);
    EarlierPictures earlier = EarlierPictures.in(out, AttackRun.RECORD);
    earlier.requireReplaceable(run.places(images, out));
    try (Output output = Output.directory(out, AttackRun.RECORD)) {
      run.execute(images, output.path(), earlier, terminal);
      output.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  private static Map<String, PurifierConfig> purifiers(
      Arguments arguments, InputFiles inputs, int batch) {
    OptionalDefence.requireModelOfPurifier(arguments);
    if (inputs.model().isEmpty()) {
      return Map.of();
    }
    Map<String, PurifierConfig> purifiers = PurifierOptions.read(arguments, batch);
    if (purifiers.size() != 1) {
      throw new UsageException(
          "--preset, --guidance: got " + purifiers.size() + " purifiers, must be one");
    }
    return purifiers;
  }
}
