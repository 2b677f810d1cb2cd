package org.purify4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.diffusion.guidance.Victim;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.purify.GradientMode;
import org.purify4j.diffusion.purify.Purifier;
import org.purify4j.diffusion.purify.PurifierConfig;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.evaluate.Defense;
import org.purify4j.evaluate.PurifierDefense;

/** A classifier and the purifiers in front of it, opened together. */
final class Defenses implements AutoCloseable {
  private final Victim victim;
  private final Optional<DiffusionModel> diffusion;
  private final List<Defense> all = new ArrayList<>();

  private Defenses(Victim victim, Optional<DiffusionModel> diffusion) {
    this.victim = victim;
    this.diffusion = diffusion;
  }

  /**
   * Opens them.
   *
   * @param inputs the files; with a diffusion model where there are purifiers
   * @param purifiers by name
   * @param mode how an adaptive attack differentiates them
   * @param surrogate the steps of {@link GradientMode#SURROGATE}
   */
  static Defenses open(
      InputFiles inputs,
      Map<String, PurifierConfig> purifiers,
      GradientMode mode,
      Respacing surrogate)
      throws IOException {
    Victim victim = SavedClassifier.load(inputs.victim()).victim();
    Defenses defenses = new Defenses(victim, inputs.model().map(DiffusionModel::load));
    purifiers.forEach(
        (name, config) -> {
          Purifier purifier = Purifier.of(defenses.diffusion.orElseThrow(), config, victim);
          defenses.all.add(new PurifierDefense(name, purifier, victim, mode, surrogate));
        });
    return defenses;
  }

  /** The classifier. */
  Victim victim() {
    return victim;
  }

  /** The purifiers, in the order in which they were given. */
  List<Defense> all() {
    return all;
  }

  @Override
  public void close() {
    all.forEach(Defense::close);
    diffusion.ifPresent(DiffusionModel::close);
    victim.close();
  }
}
