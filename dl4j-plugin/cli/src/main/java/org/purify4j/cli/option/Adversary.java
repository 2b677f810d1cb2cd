package org.purify4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.purify4j.attack.Attack;
import org.purify4j.attack.Norm;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.catalogue.Spelling;
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

  /** Whether the attack itself makes random choices. */
  public boolean random() {
    return attack.random();
  }

  /**
   * Checks that the budget leaves an image something.
   *
   * @throws UsageException if it is one that leads from black to white
   */
  public void requireBudgetFor(LabelledImages images) {
    ObjectNode settings = attack.settings();
    if (!settings.has("norm")) {
      return;
    }
    long[] shape = images.images().shape();
    Norm norm = Norm.valueOf(settings.get("norm").asText().toUpperCase(Locale.ROOT));
    double most = norm.largest(shape[1] * shape[2] * shape[3]);
    double epsilon = settings.path("eps").asDouble();
    if (epsilon > most) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--eps: got %s, must be at most %.4g, the distance from black to white of images of"
                  + " %dx%dx%d",
              Spelling.text(epsilon),
              most,
              shape[1],
              shape[2],
              shape[3]));
    }
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
