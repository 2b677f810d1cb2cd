package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackKind;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Attacks;
import org.purify4j.attack.transform.InputTransforms;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.NearestWord;

/** The options that settle an attack. */
public final class AttackOptions {
  private static final String ATTACK = "attack";
  private static final String ATTACKS = "attacks";

  private final Attacks attacks;
  private final Knowledge knowledge;
  private final String option;

  /**
   * @param attacks the attacks to choose from, the default first
   * @param knowledge whether the options may say that the attacker knows the defence
   * @param option the name of the option that names the attack
   */
  private AttackOptions(Attacks attacks, Knowledge knowledge, String option) {
    this.attacks = attacks;
    this.knowledge = knowledge;
    this.option = option;
  }

  private enum Knowledge {
    BLIND,
    ADAPTIVE
  }

  /** The options of an attack that may know of a defence. */
  public static AttackOptions adaptive(Attacks attacks) {
    return new AttackOptions(attacks, Knowledge.ADAPTIVE, ATTACK);
  }

  /** The options of several attacks that may know of a defence, whose names are a list. */
  public static AttackOptions several(Attacks attacks) {
    return new AttackOptions(attacks.withoutNone(), Knowledge.ADAPTIVE, ATTACKS);
  }

  /** The options of an attack on the bare classifier; there must be one. */
  public static AttackOptions blind(Attacks attacks) {
    return new AttackOptions(attacks.withoutNone(), Knowledge.BLIND, ATTACK);
  }

  /** Adds the options to those of a command. */
  public Options addTo(Options options) {
    options.addOption(value(option, option.equals(ATTACKS) ? "A,B" : "A", help()));
    List<ValueOption<?>> shown = new ArrayList<>(AttackSettingOptions.blind());
    if (knowledge == Knowledge.ADAPTIVE) {
      shown.addAll(
          List.of(KnowledgeOptions.GRADIENT, KnowledgeOptions.SURROGATE, AttackSettingOptions.EOT));
    }
    shown.forEach(option -> options.addOption(option.optional()));
    return options;
  }

  /**
   * Refuses all of these options but those of the budget.
   *
   * @param why what the message says of them
   * @throws UsageException if one is given
   */
  void refuseAllButBudget(Arguments arguments, String why) {
    Set<String> ofBudget =
        Set.of(AttackSettingOptions.NORM.name(), AttackSettingOptions.EPSILON.name());
    for (Option option : addTo(new Options()).getOptions()) {
      String name = option.getLongOpt();
      if (arguments.has(name) && !ofBudget.contains(name)) {
        throw new UsageException("--" + name + ": " + why + ", must be left out");
      }
    }
  }

  private String help() {
    StringJoiner help = new StringJoiner("; ");
    for (AttackKind kind : attacks.kinds()) {
      String usual = kind.equals(attacks.kinds().get(0)) ? " (default)" : "";
      help.add(kind.syntax() + usual + ": " + kind.help());
    }
    help.add("after any of them " + InputTransforms.help());
    return (option.equals(ATTACKS) ? "attacks, separated by commas: " : "") + help;
  }

  /**
   * Reads the options.
   *
   * @param seed of the attack's random choices
   * @param batch images per query of the classifier
   */
  public Adversary read(Arguments arguments, long seed, int batch) {
    String text = arguments.text(option).orElse(attacks.names().get(0));
    Adversary adversary = adversary(arguments, text, seed, batch);
    Map<String, String> unused = UnusedAttackOptions.of(arguments, with(text), adversary);
    UnusedAttackOptions.refuseFirst(unused.keySet(), unused);
    return adversary;
  }

  /**
   * Reads the options of several attacks. An option that at least one of them uses is taken.
   *
   * @param seed of the attacks' random choices
   * @param batch images per query of the classifier
   * @return the attacks by their texts, in order
   */
  public Map<String, Adversary> readSeveral(Arguments arguments, long seed, int batch) {
    Map<String, Adversary> adversaries = new LinkedHashMap<>();
    Map<String, String> messages = new LinkedHashMap<>();
    Optional<Set<String>> usedByNone = Optional.empty();
    for (String text : arguments.text(option).orElse(attacks.names().get(0)).split(",", -1)) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      Adversary adversary = adversary(arguments, name, seed, batch);
      if (adversaries.put(name, adversary) != null) {
        throw new UsageException("--" + option + ": got " + name + " twice, must be once");
      }
      Map<String, String> unused = UnusedAttackOptions.of(arguments, with(name), adversary);
      messages.putAll(unused);
      Set<String> common = new LinkedHashSet<>(usedByNone.orElse(unused.keySet()));
      common.retainAll(unused.keySet());
      usedByNone = Optional.of(common);
    }
    UnusedAttackOptions.refuseFirst(usedByNone.orElseThrow(), messages);
    return adversaries;
  }

  private Adversary adversary(Arguments arguments, String text, long seed, int batch) {
    Attack attack = attack(text, AttackSettingOptions.read(arguments, seed, batch));
    Adversary adversary = KnowledgeOptions.read(arguments, attack, with(text));
    AttackSettingOptions.requireStepWithin(arguments, attack);
    return adversary;
  }

  private String with(String text) {
    return "--" + option + " " + text;
  }

  private Attack attack(String text, AttackSettings settings) {
    try {
      return attacks.parse(text, settings);
    } catch (IllegalArgumentException e) {
      boolean known = attacks.names().contains(text.toLowerCase(Locale.ROOT).split("[:+]", 2)[0]);
      String hint = known ? "" : NearestWord.hint(text, attacks.names(), "");
      throw new UsageException("--" + option + ": " + e.getMessage() + hint, e);
    }
  }
}
