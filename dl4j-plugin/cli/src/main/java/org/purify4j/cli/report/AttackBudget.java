package org.purify4j.cli.report;

import java.util.Locale;
import org.purify4j.attack.Budget;
import org.purify4j.protocol.ProtocolEntry;

/** The budget of an attack in words. */
final class AttackBudget {
  private AttackBudget() {}

  static String of(ProtocolEntry entry) {
    return of(entry.budget());
  }

  static String of(Budget budget) {
    return BudgetWords.of(budget.norm().name().toLowerCase(Locale.ROOT), budget.epsilon());
  }
}
