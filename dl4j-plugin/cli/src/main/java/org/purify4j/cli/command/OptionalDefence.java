package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.PurifierOptions;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.GradientMode;

/** The inputs of a command that attacks a classifier, which a purifier may defend. */
final class OptionalDefence {
  private static final ValueOption<Path> MODEL =
      InputFiles.MODEL.withHelp(
          "the diffusion model, as 'import' writes it; without it there is no defence");

  private OptionalDefence() {}

  /** The options of the inputs, then those of a purifier. */
  static Options options(DataSources sources) {
    return PurifierOptions.add(
        new Options()
            .addOption(InputFiles.VICTIM.required())
            .addOption(MODEL.optional())
            .addOption(InputFiles.dataOption(sources).required())
            .addOption(InputFiles.LIMIT.optional()));
  }

  /**
   * Refuses the options of a purifier where there is no model for one.
   *
   * @throws UsageException if one is given
   */
  static void requireModelOfPurifier(Arguments arguments) {
    if (MODEL.isIn(arguments)) {
      return;
    }
    PurifierOptions.given(arguments)
        .ifPresent(
            option -> {
              throw new UsageException(
                  "--" + option + ": needs --" + MODEL.name() + ", the model of the purifier");
            });
  }

  /**
   * Refuses what changes nothing where nothing defends, not even the victim's own purifier.
   *
   * @param adversaries all with the same gradient mode
   * @throws UsageException if such an option is given
   */
  static void refuseUnused(Arguments arguments, Collection<Adversary> adversaries, Path victim)
      throws IOException {
    List<String> unused = new ArrayList<>();
    adversaries.stream()
        .map(Adversary::gradient)
        .filter(mode -> mode != GradientMode.NONE)
        .findFirst()
        .ifPresent(mode -> unused.add("gradient " + mode.name().toLowerCase(Locale.ROOT)));
    if (EvaluateCommand.DRAWS.isIn(arguments)) {
      unused.add(EvaluateCommand.DRAWS.name());
    }
    if (PurifierOptions.seeded(arguments) && adversaries.stream().noneMatch(Adversary::random)) {
      unused.add("seed");
    }
    if (!unused.isEmpty() && !SavedClassifier.purifies(victim)) {
      throw new UsageException(
          "--"
              + unused.get(0)
              + ": changes nothing where nothing is random or defends, must be left out (or --"
              + MODEL.name()
              + " given, or a victim that purifies its input)");
    }
  }
}
