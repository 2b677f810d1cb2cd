package org.purify4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.attack.Attacks;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.diagnose.DiagnosticPlan;
import org.purify4j.diffusion.catalogue.NearestWord;
import org.purify4j.diffusion.chain.GradientMode;

/** The protocols by name. They have the same attacks, and differ in how hard each tries. */
public enum Protocols {
  /** For two cores and a small model: minutes to hours. */
  QUICK(64, 40, 20, 4, 100, GivenUp.SKIPPED, 10),
  /** In between. */
  STANDARD(128, 100, 50, 8, 1000, GivenUp.SKIPPED, 20),
  /**
   * As recent publications attack, for a GPU. All attacks are made on all images, so that the
   * figure of each can be compared with published ones.
   */
  FULL(512, 200, 100, 20, 5000, GivenUp.ATTACKED, 40);

  /** The budgets that are common for CIFAR-10, 8/255 and 128/255. */
  private static final List<Budget> USUAL =
      List.of(new Budget(Norm.LINF, 8 / 255.0), new Budget(Norm.L2, 128 / 255.0));

  private static final int DRAWS = 10;
  private static final int BLIND_STEPS = 40;
  private static final int TRANSFER_STEPS = 10;

  private final int images;
  private final int steps;
  private final int adaptiveSteps;
  private final int eot;
  private final int queries;
  private final GivenUp givenUp;
  private final int examinedSteps;

  /**
   * @param steps of PGD
   * @param adaptiveSteps of Auto-PGD, which needs fewer
   * @param eot draws of each loss and gradient
   * @param queries of the attack without gradients
   * @param givenUp whether images that are given up are attacked again
   * @param examinedSteps of PGD in the examination
   */
  Protocols(
      int images,
      int steps,
      int adaptiveSteps,
      int eot,
      int queries,
      GivenUp givenUp,
      int examinedSteps) {
    this.images = images;
    this.steps = steps;
    this.adaptiveSteps = adaptiveSteps;
    this.eot = eot;
    this.queries = queries;
    this.givenUp = givenUp;
    this.examinedSteps = examinedSteps;
  }

  /** Its name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The protocol with its usual budgets: L∞ alone for {@link #QUICK}. */
  public Protocol protocol() {
    return protocol(this == QUICK ? USUAL.subList(0, 1) : USUAL);
  }

  /** The protocol with other budgets. */
  public Protocol protocol(List<Budget> budgets) {
    List<ProtocolEntry> entries = new ArrayList<>();
    budgets.forEach(budget -> entries.addAll(entries(budget)));
    Examined examined = new Examined(DiagnosticPlan.DEFAULT_IMAGES, examinedSteps, eot);
    return new Protocol(text(), images, DRAWS, DeployedRule.ONE_DRAW, givenUp, examined, entries);
  }

  /**
   * The blind attacks; the exact gradient, which the attacks that know less are compared with;
   * these, on the images that it leaves; and what is left of other losses and methods.
   */
  private List<ProtocolEntry> entries(Budget budget) {
    Maker of = new Maker(budget);
    return List.of(
        of.blind("pgd-blind", "pgd", BLIND_STEPS),
        of.blind("transfer", "mi-fgsm+di+ti", TRANSFER_STEPS),
        of.blind("transfer-ila", "ila", TRANSFER_STEPS),
        of.adaptive("pgd", "pgd", GradientMode.EXACT, steps),
        of.adaptive("pgd-bpda", "pgd", GradientMode.BPDA, steps),
        of.adaptive("pgd-surrogate", "pgd", GradientMode.SURROGATE, steps),
        of.entry("square", "square", Knowledge.NOTHING, GradientMode.NONE, queries),
        of.adaptive("pgd-margin", "pgd:margin", GradientMode.EXACT, steps),
        of.adaptive("apgd-ce", "apgd-ce", GradientMode.EXACT, adaptiveSteps),
        of.adaptive("apgd-dlr", "apgd-dlr", GradientMode.EXACT, adaptiveSteps),
        of.entry("seed-apgd", "apgd-ce", Knowledge.DEFENCE_AND_SEED, GradientMode.EXACT, steps),
        of.adaptive("autoattack", "autoattack", GradientMode.EXACT, 0));
  }

  /**
   * An attack by its name alone, on the whole defence, as hard as the others of this protocol.
   *
   * @throws IllegalArgumentException if there is no such attack, or not with this budget
   */
  private ProtocolEntry named(String attack, Budget budget) {
    List<String> names = Attacks.all().withoutNone().names();
    if (!names.contains(attack.split("[:+]", 2)[0])) {
      List<String> all =
          Stream.concat(entries(budget).stream().map(ProtocolEntry::name), names.stream())
              .distinct()
              .toList();
      throw new IllegalArgumentException(
          "got "
              + attack
              + ", must be of "
              + String.join(", ", all)
              + NearestWord.hint(attack, all, ""));
    }
    String name = attack.replaceAll("[^a-z0-9+-]", "-");
    ProtocolEntry entry = new Maker(budget).adaptive(name, attack, GradientMode.EXACT, 0);
    EntryAttack.of(entry, 1, 0, 1);
    return entry;
  }

  /**
   * The protocol with some of its attacks, and others, in the given order.
   *
   * @param names of its entries, or of any attack
   * @throws IllegalArgumentException if there is no entry and no attack of a name
   */
  public Protocol protocol(List<Budget> budgets, List<String> names) {
    List<ProtocolEntry> chosen = new ArrayList<>();
    for (Budget budget : budgets) {
      List<ProtocolEntry> own = entries(budget);
      for (String name : names) {
        chosen.add(
            own.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseGet(() -> named(name, budget)));
      }
    }
    return protocol(budgets).withEntries(chosen);
  }

  /**
   * Which attacks of the protocol of the same name another one does not have.
   *
   * @return their names; none for a protocol of another name
   */
  public static List<String> missing(Protocol partial) {
    Set<String> there =
        partial.entries().stream().map(ProtocolEntry::name).collect(Collectors.toSet());
    return Stream.of(values())
        .filter(protocol -> protocol.text().equals(partial.name()))
        .flatMap(protocol -> protocol.protocol().entries().stream())
        .map(ProtocolEntry::name)
        .distinct()
        .filter(name -> !there.contains(name))
        .toList();
  }

  /** Its usual budgets. */
  public List<Budget> budgets() {
    return protocol().entries().stream().map(ProtocolEntry::budget).distinct().toList();
  }

  /** Makes the entries of a budget. */
  private final class Maker {
    private final Budget budget;

    Maker(Budget budget) {
      this.budget = budget;
    }

    ProtocolEntry blind(String name, String attack, int number) {
      return new ProtocolEntry(
          name,
          attack,
          Knowledge.CLASSIFIER,
          GradientMode.NONE,
          budget.norm(),
          budget.epsilon(),
          number,
          1,
          1);
    }

    ProtocolEntry adaptive(String name, String attack, GradientMode gradient, int number) {
      return entry(name, attack, Knowledge.DEFENCE, gradient, number);
    }

    ProtocolEntry entry(
        String name, String attack, Knowledge knowledge, GradientMode gradient, int number) {
      return new ProtocolEntry(
          name, attack, knowledge, gradient, budget.norm(), budget.epsilon(), number, eot, 1);
    }
  }
}
