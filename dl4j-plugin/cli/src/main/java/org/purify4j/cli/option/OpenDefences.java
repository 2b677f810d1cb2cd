package org.purify4j.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.cli.shell.ClosingStack;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.defence.Defence;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;

/** A classifier and the purifiers in front of it, opened and closed together. */
public final class OpenDefences implements AutoCloseable {
  private final ClosingStack open;
  private final Classifier victim;
  private final List<Defence> all;

  private OpenDefences(ClosingStack open, Classifier victim, List<Defence> all) {
    this.open = open;
    this.victim = victim;
    this.all = List.copyOf(all);
  }

  /** Opens a file. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  /**
   * Opens them.
   *
   * @param inputs the files; with a diffusion model where there are purifiers
   * @param purifiers by name
   * @param adversary says how an adaptive attack differentiates them
   */
  public static OpenDefences open(
      InputFiles inputs, Map<String, PurifierConfig> purifiers, Adversary adversary)
      throws IOException {
    return open(
        () -> SavedClassifier.load(inputs.victim()).victim(),
        inputs.model().map(file -> () -> DiffusionModel.load(file)),
        purifiers,
        adversary);
  }

  /** Opens them by other means. If a step fails, what the earlier ones opened is closed. */
  static OpenDefences open(
      Opening<? extends Classifier> victim,
      Optional<Opening<DiffusionModel>> model,
      Map<String, PurifierConfig> purifiers,
      Adversary adversary)
      throws IOException {
    ClosingStack open = new ClosingStack();
    try {
      Classifier classifier = open.add(victim.open());
      List<Defence> all = new ArrayList<>();
      if (model.isPresent()) {
        DiffusionModel diffusion = open.add(model.get().open());
        for (Map.Entry<String, PurifierConfig> entry : purifiers.entrySet()) {
          Purifier purifier = Purifier.of(diffusion, entry.getValue(), classifier);
          all.add(open.add(defence(entry.getKey(), purifier, classifier, adversary)));
        }
      } else if (!purifiers.isEmpty()) {
        throw new CommandException(
            "purifiers: got " + purifiers.keySet() + ", must be none without a diffusion model");
      }
      return new OpenDefences(open, classifier, all);
    } catch (IOException | RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  private static Defence defence(
      String name, Purifier purifier, Classifier victim, Adversary adversary) {
    return new PurifierDefence(name, purifier, victim, adversary.gradient(), adversary.surrogate());
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
    open.close();
  }
}
