package org.purify4j.cli.option;

import static org.purify4j.cli.option.AttackSettingOptions.EOT;
import static org.purify4j.cli.option.AttackSettingOptions.EPSILON;
import static org.purify4j.cli.option.AttackSettingOptions.GOAL;
import static org.purify4j.cli.option.AttackSettingOptions.NORM;
import static org.purify4j.cli.option.AttackSettingOptions.RESTARTS;
import static org.purify4j.cli.option.AttackSettingOptions.STEPS;
import static org.purify4j.cli.option.AttackSettingOptions.STEP_SIZE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.purify4j.attack.Attack;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.GradientMode;

/**
 * The options of an attack that are given and change nothing: whoever gives one believes that it
 * does.
 */
final class UnusedAttackOptions {
  private final Arguments arguments;
  private final Map<String, String> messages = new LinkedHashMap<>();

  private UnusedAttackOptions(Arguments arguments) {
    this.arguments = arguments;
  }

  /**
   * Finds them.
   *
   * @param with the option that names the attack, and its value
   * @return what is to be said of each, by name
   */
  static Map<String, String> of(Arguments arguments, String with, Adversary adversary) {
    UnusedAttackOptions unused = new UnusedAttackOptions(arguments);
    Attack attack = adversary.attack();
    ObjectNode settings = attack.settings();
    boolean blind = adversary.gradient() == GradientMode.NONE;
    boolean surrogate = adversary.gradient() == GradientMode.SURROGATE;
    boolean none = attack.equals(Attack.none());
    String known = "--gradient " + KnowledgeOptions.text(adversary.gradient());
    for (ValueOption<?> option : List.of(NORM, EPSILON, RESTARTS, GOAL)) {
      unused.note(option, none, with);
    }
    unused.note(STEPS, !settings.has("steps"), with);
    unused.note(STEP_SIZE, !settings.has("stepSize"), with);
    unused.note(EOT, !settings.has("eot"), with);
    boolean everyTimeTheSame = blind && !attack.random();
    unused.note(RESTARTS, everyTimeTheSame, with + ", which draws nothing at random");
    boolean drawn = attack.random() && settings.has("transforms");
    unused.note(EOT, blind && !drawn, known + ", which draws no noise");
    unused.note(KnowledgeOptions.SURROGATE, !surrogate, known);
    return unused.messages;
  }

  private void note(ValueOption<?> option, boolean isUnused, String with) {
    if (isUnused && option.isIn(arguments)) {
      messages.putIfAbsent(option.name(), "changes nothing with " + with + ", must be left out");
    }
  }

  /**
   * Refuses the first of some options.
   *
   * @param messages what is to be said of each
   * @throws UsageException unless there are none
   */
  static void refuseFirst(Set<String> unused, Map<String, String> messages) {
    for (String name : unused) {
      throw new UsageException("--" + name + ": " + messages.get(name));
    }
  }
}
