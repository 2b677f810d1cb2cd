package org.purify4j.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.purify4j.attack.transform.InputTransforms;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * A list of attacks, by name. The command line, its help, reports and the tests that run over every
 * attack read it; a new attack is one file and one line in {@link #all}.
 *
 * @param kinds in the order in which they are shown, the default first
 */
public record Attacks(List<AttackKind> kinds) {
  public Attacks {
    kinds = List.copyOf(kinds);
    long names = kinds.stream().map(AttackKind::name).distinct().count();
    if (kinds.isEmpty() || names != kinds.size()) {
      throw new IllegalArgumentException(
          "kinds: got " + names(kinds) + ", must be at least one, each name once");
    }
  }

  /** All attacks of this library. */
  public static Attacks all() {
    return new Attacks(
        List.of(
            Pgd.KIND,
            Fgsm.KIND,
            MiFgsm.KIND,
            LowFrequencyPgd.KIND,
            Ila.KIND,
            Apgd.CROSS_ENTROPY,
            Apgd.DLR,
            ApgdT.KIND,
            FabT.KIND,
            DeepFool.KIND,
            CarliniWagner.KIND,
            Lbfgs.KIND,
            Square.KIND,
            AutoAttack.KIND,
            NoAttack.KIND));
  }

  /** These attacks and another one. */
  public Attacks with(AttackKind kind) {
    List<AttackKind> more = new ArrayList<>(kinds);
    more.add(kind);
    return new Attacks(more);
  }

  /** These attacks without {@link Attack#none}. */
  public Attacks withoutNone() {
    return new Attacks(kinds.stream().filter(kind -> !kind.equals(NoAttack.KIND)).toList());
  }

  /** The names, in order. */
  public List<String> names() {
    return names(kinds);
  }

  /** How they are typed, such as {@code pgd, fgsm or none}. */
  public String syntax() {
    return Spelling.alternatives(kinds.stream().map(AttackKind::syntax).toList());
  }

  /**
   * Makes an attack, with the restarts of the settings.
   *
   * @param text its name, whatever the case, followed by {@code :ARGUMENT} where it takes one, and
   *     by {@code +TRANSFORM} for each transform of {@link InputTransforms}, the nearest to the
   *     target first
   * @param settings of the attack
   * @throws IllegalArgumentException if it is not in the list, or its argument is not understood
   */
  public Attack parse(String text, AttackSettings settings) {
    String[] composed = text.split("\\+", -1);
    String[] parts = composed[0].split(":", 2);
    String name = parts[0].toLowerCase(Locale.ROOT);
    Attack attack =
        kinds.stream()
            .filter(kind -> kind.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("got " + text + ", must be " + syntax()))
            .maker()
            .make(parts.length == 1 ? "" : parts[1], settings);
    if (attack.equals(Attack.none())) {
      requireAlone(composed, text);
      return attack;
    }
    if (composed.length > 1) {
      attack =
          new Transformed(
              attack,
              Arrays.stream(composed).skip(1).map(InputTransforms::parse).toList(),
              settings.seed());
    }
    return settings.restarts() == 1 ? attack : Restarts.of(attack, settings);
  }

  private static void requireAlone(String[] composed, String text) {
    if (composed.length > 1) {
      throw new IllegalArgumentException("got " + text + ", must be " + composed[0] + " alone");
    }
  }

  private static List<String> names(List<AttackKind> kinds) {
    return kinds.stream().map(AttackKind::name).toList();
  }
}
