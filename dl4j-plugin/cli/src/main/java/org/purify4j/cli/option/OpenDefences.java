package org.purify4j.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.defence.Defence;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.Respacing;

/** A classifier and the purifiers in front of it, opened together. */
public final class OpenDefences implements AutoCloseable {
  private final Classifier victim;
  private final Optional<DiffusionModel> diffusion;
  private final List<Defence> all = new ArrayList<>();

  private OpenDefences(Classifier victim, Optional<DiffusionModel> diffusion) {
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
  public static OpenDefences open(
      InputFiles inputs,
      Map<String, PurifierConfig> purifiers,
      GradientMode mode,
      Respacing surrogate)
      throws IOException {
    Classifier victim = SavedClassifier.load(inputs.victim()).victim();
    OpenDefences defences = new OpenDefences(victim, inputs.model().map(DiffusionModel::load));
    purifiers.forEach(
        (name, config) -> {
          Purifier purifier = Purifier.of(defences.diffusion.orElseThrow(), config, victim);
          defences.all.add(new PurifierDefence(name, purifier, victim, mode, surrogate));
        });
    return defences;
  }

  /** The classifier. */
  public Classifier victim() {
    return victim;
  }

  /** The purifiers, in the order in which they were given. */
  public List<Defence> all() {
    return all;
  }

  @Override
  public void close() {
    all.forEach(Defence::close);
    diffusion.ifPresent(DiffusionModel::close);
    victim.close();
  }
}
