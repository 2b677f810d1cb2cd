package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.cli.CommandRun;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.GuidanceScales;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.guidance.Squeezes;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacings;
import org.purify4j.diffusion.vote.EarlyExits;

/** Options whose values are members of a list say what the list says. */
class ListedOptionsTest {
  private static final Options PURIFIER = PurifierOptions.add(new Options());
  private static final Options SWEEP = PurifierOptions.addShared(SweepOptions.add(new Options()));

  @Test
  void helpNamesEveryMember() {
    named(PURIFIER, "sampler", Samplers.ALL);
    named(SWEEP, "samplers", Samplers.ALL);
    named(PURIFIER, "noise-level", NoiseLevels.ALL);
    named(PURIFIER, "respacing", Respacings.ALL);
    named(PURIFIER, "early-exit", EarlyExits.ALL);
    for (Options options : List.of(PURIFIER, SWEEP)) {
      named(options, "guidance", EnergyTerms.ALL);
      named(options, "guidance", OutputReferences.ALL);
      named(options, "guidance", GuidanceScales.ALL);
      String help = options.getOption("guidance").getDescription();
      Squeezes.ALL.syntaxes().forEach(syntax -> assertTrue(help.contains(syntax), help));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "images", "bench", "sweep"})
  void theCommandsShowIt(String command) {
    String help = CommandRun.of(command, "--help").expect(0).out().replaceAll("\\s+", " ");
    for (Catalogue<?> list :
        List.of(Samplers.ALL, EnergyTerms.ALL, OutputReferences.ALL, GuidanceScales.ALL)) {
      for (Kind<?> kind : list.kinds()) {
        assertTrue(help.contains(" " + kind.syntax() + ": " + kind.help()), help);
      }
    }
  }

  private static void named(Options options, String option, Catalogue<?> list) {
    List<String> lines = options.getOption(option).getDescription().lines().toList();
    for (Kind<?> kind : list.kinds()) {
      assertTrue(lines.contains("  " + kind.syntax() + ": " + kind.help()), lines::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "noise-level | much | --noise-level: got much, must be [sigma=]S or t=T",
        "level | 200% | --level: got 200%, must be from 0 to 100",
        "level | 2 | --level: got 2, must be P%",
      })
  void whatIsRefusedNamesTheOption(String name, String text, String message) {
    ValueOption<NoiseLevel> option =
        ValueOption.of(
            name,
            "L",
            "how much",
            name.equals("level") ? new Catalogue<>("level", List.of(Share.KIND)) : NoiseLevels.ALL);
    assertEquals(
        message, assertThrows(UsageException.class, () -> option.parse(text)).getMessage());
  }

  @Test
  void anAddedMemberIsReadAndShown() {
    ValueOption<NoiseLevel> option =
        ValueOption.of("noise-level", "S", "how much noise", NoiseLevels.ALL.with(Share.KIND));
    assertEquals(new Share(25), option.parse("25%"));
    assertEquals(new NoiseLevel.Timestep(3), option.parse("t=3"));
    String help = option.optional().getDescription();
    assertTrue(help.endsWith("\n  P%: the noise after P percent of the schedule"), help);
  }

  /** Part of the schedule, in percent. */
  record Share(int percent) implements NoiseLevel {
    static final Kind<NoiseLevel> KIND =
        new Kind<>(
            "share",
            Share.class,
            "P%",
            "the noise after P percent of the schedule",
            "25%",
            text -> text.endsWith("%") ? Optional.of(read(text)) : Optional.empty());

    private static Share read(String text) {
      int percent = Integer.parseInt(text.substring(0, text.length() - 1));
      if (percent > 100) {
        throw new IllegalArgumentException("got " + text + ", must be from 0 to 100");
      }
      return new Share(percent);
    }

    @Override
    public int startStep(NoiseSchedule schedule) {
      return schedule.timesteps() * percent / 100;
    }

    @Override
    public String text() {
      return percent + "%";
    }
  }
}
