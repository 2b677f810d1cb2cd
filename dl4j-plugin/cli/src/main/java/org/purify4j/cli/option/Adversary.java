package org.purify4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.purify4j.attack.Attack;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.evaluate.Threat;

/**
 * An attacker: how images are attacked, and how a defence is taken into account.
 *
 * @param attack how images are attacked
 * @param gradient how a defence is differentiated; {@link GradientMode#NONE} if the attacker does
 *     not know it
 * @param surrogate the steps of the chain of {@link GradientMode#SURROGATE}
 */
public record Adversary(Attack attack, GradientMode gradient, Respacing surrogate) {
  public Adversary {
    if (attack.equals(Attack.none()) && gradient != GradientMode.NONE) {
      throw new IllegalArgumentException(
          "gradient: got " + gradient + ", must be NONE where there is no attack");
    }
  }

  /** An adversary with the usual surrogate. */
  public static Adversary of(Attack attack, GradientMode gradient) {
    return new Adversary(attack, gradient, PurifiedClassifier.DEFAULT_SURROGATE);
  }

  /** What the attacker knows. */
  public Threat threat() {
    if (attack.equals(Attack.none())) {
      return Threat.NONE;
    }
    return gradient == GradientMode.NONE ? Threat.BLIND : Threat.ADAPTIVE;
  }

  /** All settings, for reports. */
  public ObjectNode settings() {
    ObjectNode settings = attack.settings();
    if (threat() != Threat.NONE) {
      settings.put("gradient", gradient.name().toLowerCase(Locale.ROOT));
    }
    if (gradient == GradientMode.SURROGATE) {
      settings.put("surrogate", surrogate.text());
    }
    return settings;
  }
}
