package org.purify4j.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.attack.Budget;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.ImageShares;
import org.purify4j.diagnose.MeasuredAttacks;
import org.purify4j.diagnose.StrongestAttackDiagnostic;
import org.purify4j.diffusion.chain.GradientMode;

/**
 * Compares, in each budget, the first attack with the exact gradient with all those that know less,
 * by the deployed rule.
 */
record StrongestAttacks(DeployedRule rule, int[] labels) {
  /** One finding for each budget. */
  List<Finding> of(List<AttackOutcome> attacks) {
    List<Budget> budgets =
        attacks.stream().map(attack -> attack.entry().budget()).distinct().toList();
    List<Finding> findings = new ArrayList<>();
    for (Budget budget : budgets) {
      List<AttackOutcome> fresh =
          attacks.stream()
              .filter(attack -> attack.entry().budget().equals(budget))
              .filter(attack -> attack.entry().knowledge() != Knowledge.DEFENCE_AND_SEED)
              .toList();
      findings.add(new StrongestAttackDiagnostic().examine(measured(fresh)));
    }
    return findings;
  }

  private Optional<MeasuredAttacks> measured(List<AttackOutcome> attacks) {
    Map<String, ImageShares> others = new LinkedHashMap<>();
    attacks.stream()
        .filter(attack -> attack.entry().gradient() != GradientMode.EXACT)
        .forEach(attack -> others.put(attack.entry().title(), shares(attack)));
    return attacks.stream()
        .filter(attack -> attack.entry().gradient() == GradientMode.EXACT)
        .findFirst()
        .map(exact -> new MeasuredAttacks(exact.entry().title(), shares(exact), others));
  }

  private ImageShares shares(AttackOutcome attack) {
    boolean[] made = new boolean[labels.length];
    Arrays.stream(attack.skipped().others(labels.length)).forEach(i -> made[i] = true);
    return new ImageShares(rule.survival(attack.judgement(), labels), made);
  }
}
