package org.purify4j.cli.option;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.purify4j.attack.Attack;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;

/** The options that say what an attacker does about a defence. */
final class KnowledgeOptions {
  private static final Map<String, GradientMode> MODES =
      new TreeMap<>(
          Map.of(
              "none", GradientMode.NONE,
              "bpda", GradientMode.BPDA,
              "exact", GradientMode.EXACT,
              "unguided", GradientMode.UNGUIDED,
              "surrogate", GradientMode.SURROGATE));

  static final ValueOption<GradientMode> GRADIENT =
      ValueOption.choice(
          "gradient",
          "G",
          "what the attacker does about the defence: none (default: it is not known), bpda,"
              + " exact, unguided (the exact gradient of the chain without its guidance) or"
              + " surrogate; all but none attack each defence by itself, besides the blind"
              + " attack",
          MODES);

  static final ValueOption<Respacing> SURROGATE =
      new ValueOption<>(
          "surrogate",
          "R",
          "steps of the surrogate chain, such as evenly4 (default)",
          Respacings.ALL::parse);

  private KnowledgeOptions() {}

  /**
   * Reads what an attacker does.
   *
   * @param attack how it attacks
   * @param with the option that names the attack, and its value
   * @throws UsageException if the attack cannot take a defence into account
   */
  static Adversary read(Arguments arguments, Attack attack, String with) {
    GradientMode mode = GRADIENT.read(arguments).orElse(GradientMode.NONE);
    if (attack.equals(Attack.none()) && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got a way to attack, must be none or left out with " + with);
    }
    if (!attack.settings().has("eot") && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got "
              + text(mode)
              + ", must be none with "
              + with
              + ", which needs a target without noise");
    }
    Respacing surrogate = SURROGATE.read(arguments).orElse(PurifiedClassifier.DEFAULT_SURROGATE);
    return new Adversary(attack, mode, surrogate);
  }

  /** What a mode is called on the command line. */
  static String text(GradientMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
