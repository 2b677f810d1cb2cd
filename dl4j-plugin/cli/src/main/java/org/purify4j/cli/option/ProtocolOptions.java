package org.purify4j.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.Protocols;

/** The options that choose a protocol. */
public final class ProtocolOptions {
  private static final Map<String, Protocols> PROTOCOLS =
      Arrays.stream(Protocols.values())
          .collect(
              Collectors.toMap(Protocols::text, protocol -> protocol, (a, b) -> a, TreeMap::new));

  private static final ValueOption<Protocols> PROTOCOL =
      ValueOption.choice(
          "protocol",
          "P",
          "judge by a protocol of several attacks, each on the very function that is deployed:"
              + " quick (64 images, for two cores), standard (128) or full (512, for a GPU);"
              + " --norm and --eps choose one budget in place of its own. Writes claim.json, which"
              + " 'replay' checks. The same command again goes on where a run was cut off",
          PROTOCOLS);

  private static final ValueOption<String> ATTACKS =
      ValueOption.word(
          "attacks",
          "A[,A]",
          "with --protocol: only these attacks, by their names in the protocol ("
              + names()
              + ") or in --attack");

  private ProtocolOptions() {}

  private static String names() {
    return Protocols.QUICK.protocol().entries().stream()
        .map(ProtocolEntry::name)
        .collect(Collectors.joining(", "));
  }

  public static Options add(Options options) {
    return options.addOption(PROTOCOL.optional()).addOption(ATTACKS.optional());
  }

  /** Whether a protocol is asked for. */
  public static boolean given(Arguments arguments) {
    if (ATTACKS.isIn(arguments) && !PROTOCOL.isIn(arguments)) {
      throw new UsageException(
          "--" + ATTACKS.name() + ": needs --" + PROTOCOL.name() + " (or name one by --attack)");
    }
    return PROTOCOL.isIn(arguments);
  }

  /**
   * Reads the protocol.
   *
   * @param attack the options of a single attack, of which those of the budget count
   * @throws UsageException if another one is given, or an attack is not known
   */
  public static Protocol read(Arguments arguments, AttackOptions attack) {
    attack.refuseAllButBudget(arguments, "is settled by --" + PROTOCOL.name());
    Protocols protocols = PROTOCOL.require(arguments);
    List<Budget> budgets =
        AttackSettingOptions.budget(arguments).map(List::of).orElseGet(protocols::budgets);
    if (!ATTACKS.isIn(arguments)) {
      return protocols.protocol(budgets);
    }
    try {
      return protocols.protocol(budgets, List.copyOf(ATTACKS.readDistinct(arguments).values()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + ATTACKS.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks that images leave a budget something.
   *
   * @throws UsageException if an L2 budget leads from black to white
   */
  public static void requireBudgets(Protocol protocol, LabelledImages images) {
    for (ProtocolEntry entry : protocol.entries()) {
      if (entry.norm() != Norm.LINF) {
        Adversary.of(Pgd.of(entry.norm(), entry.epsilon()), GradientMode.NONE)
            .requireBudgetFor(images);
      }
    }
  }
}
