package org.purify4j.protocol;

import java.util.List;
import java.util.Locale;
import org.purify4j.attack.Norm;
import org.purify4j.diffusion.chain.GradientMode;

/** A protocol of few and short attacks. */
public final class TinyProtocol {
  static final double EPSILON = 0.1;

  private TinyProtocol() {}

  static ProtocolEntry entry(String attack, Knowledge knowledge, int steps) {
    GradientMode mode =
        knowledge.compareTo(Knowledge.DEFENCE) < 0 ? GradientMode.NONE : GradientMode.EXACT;
    return new ProtocolEntry(
        attack + "-" + knowledge.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        attack,
        knowledge,
        mode,
        Norm.LINF,
        EPSILON,
        steps,
        2,
        1);
  }

  /** Each kind of knowledge once, and an attack that needs a target without noise. */
  public static Protocol of(DeployedRule rule) {
    return new Protocol(
        "tiny",
        8,
        9,
        rule,
        GivenUp.ATTACKED,
        Examined.NOTHING,
        List.of(
            entry("pgd", Knowledge.CLASSIFIER, 3),
            entry("pgd", Knowledge.DEFENCE, 4),
            entry("apgd-ce", Knowledge.DEFENCE, 4),
            entry("square", Knowledge.NOTHING, 5),
            entry("apgd-ce", Knowledge.DEFENCE_AND_SEED, 10),
            entry("autoattack", Knowledge.DEFENCE, 0)));
  }
}
