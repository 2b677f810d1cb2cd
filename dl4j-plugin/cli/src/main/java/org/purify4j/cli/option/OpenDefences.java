package org.purify4j.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.purify4j.attack.Attack;
import org.purify4j.cli.shell.ClosingStack;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.defence.Defence;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.FileReference;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.protocol.Deployment;

/** A classifier and the purifiers in front of it, opened and closed together. */
public final class OpenDefences implements AutoCloseable {
  /** The name of the victim's file as it is, if the network in it purifies its input. */
  public static final String AS_SAVED = "as saved";

  private final ClosingStack open;
  private final Classifier victim;
  private Optional<DiffusionModel> model = Optional.empty();
  private final List<Defence> all = new ArrayList<>();
  private final List<Deployment> deployments = new ArrayList<>();
  private final List<FileReference> references = new ArrayList<>();
  private final List<Assumption> assumptions = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private OpenDefences(ClosingStack open, Classifier victim) {
    this.open = open;
    this.victim = victim;
    deployments.add(Deployment.bare(victim));
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
    return open(inputs, purifiers, adversary, config -> config);
  }

  /**
   * Opens them as they are deployed, for a protocol.
   *
   * @param seed of the noise of all of them, that in the victim's file included
   */
  public static OpenDefences deployed(
      InputFiles inputs, Map<String, PurifierConfig> purifiers, long seed) throws IOException {
    Map<String, PurifierConfig> seeded = new LinkedHashMap<>();
    purifiers.forEach((name, config) -> seeded.put(name, config.withSeed(seed)));
    return open(
        inputs,
        seeded,
        Adversary.of(Attack.none(), GradientMode.NONE),
        config -> config.withSeed(seed));
  }

  private static OpenDefences open(
      InputFiles inputs,
      Map<String, PurifierConfig> purifiers,
      Adversary adversary,
      UnaryOperator<PurifierConfig> ofSaved)
      throws IOException {
    SavedClassifier saved = SavedClassifier.load(inputs.victim());
    OpenDefences opened =
        open(
            saved::victim,
            inputs.model().map(file -> () -> DiffusionModel.load(file)),
            purifiers,
            adversary);
    try {
      opened.notes.addAll(
          opened.model.isPresent()
              ? inputs.remarks(opened.model.get().description().provenance())
              : inputs.remarks());
      Optional<Provenance> origin = ClassifierArchive.provenance(inputs.victim());
      origin.ifPresent(
          known -> opened.assumptions.addAll(Assumption.of(InputFiles.VICTIM.name(), known)));
      if (saved.purifier().isPresent()) {
        opened.addSaved(saved.purifier().get(), inputs, adversary, ofSaved);
        if (origin.isEmpty()) {
          opened.notes.add(
              inputs.victim()
                  + " does not say where its classifier came from: if it was imported, what was"
                  + " assumed then cannot be listed (ClassifierArchive.write keeps it).");
        }
      }
    } catch (IOException | RuntimeException e) {
      opened.open.closeAfter(e);
      throw e;
    }
    return opened;
  }

  /** Adds the network of the victim's file as it is: its classifier behind its purifier. */
  private void addSaved(
      PurifierReference reference,
      InputFiles inputs,
      Adversary adversary,
      UnaryOperator<PurifierConfig> change)
      throws IOException {
    String role = InputFiles.MODEL.name() + " of the victim";
    PurifierReference found = reference.foundBeside(inputs.victim());
    DiffusionModel model = open.add(found.load());
    add(AS_SAVED, Purifier.of(model, change.apply(reference.config()), victim), adversary);
    references.add(new FileReference(role, found.archive(), found.sha256()));
    assumptions.addAll(Assumption.of(role, model.description().provenance()));
    notes.addAll(inputs.remarks(model.description().provenance()));
    notes.add(
        inputs.victim()
            + " is a network that purifies its input: '"
            + AS_SAVED
            + "' is that network, '"
            + Undefended.NAME
            + "' the classifier in it, and other purifiers stand before the classifier alone.");
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
      OpenDefences opened = new OpenDefences(open, classifier);
      if (model.isPresent()) {
        DiffusionModel diffusion = open.add(model.get().open());
        opened.model = Optional.of(diffusion);
        opened.assumptions.addAll(
            Assumption.of(InputFiles.MODEL.name(), diffusion.description().provenance()));
        for (Map.Entry<String, PurifierConfig> entry : purifiers.entrySet()) {
          Purifier purifier = Purifier.of(diffusion, entry.getValue(), classifier);
          opened.add(entry.getKey(), purifier, adversary);
        }
      } else if (!purifiers.isEmpty()) {
        throw new CommandException(
            "purifiers: got " + purifiers.keySet() + ", must be none without a diffusion model");
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  private void add(String name, Purifier purifier, Adversary adversary) {
    all.add(
        open.add(
            new PurifierDefence(
                name, purifier, victim, adversary.gradient(), adversary.surrogate())));
    deployments.add(Deployment.purified(name, purifier, victim));
  }

  /** The classifier. */
  public Classifier victim() {
    return victim;
  }

  /**
   * The purifiers, in the order in which they were given, and then the purifier that the victim's
   * file holds, if it does.
   */
  public List<Defence> all() {
    return Collections.unmodifiableList(all);
  }

  /** The bare classifier, and the defences in the same order, as a protocol judges them. */
  public List<Deployment> deployments() {
    return Collections.unmodifiableList(deployments);
  }

  /** Files that were read besides those that were given. */
  public List<FileReference> references() {
    return Collections.unmodifiableList(references);
  }

  /** What was assumed when the files were imported. */
  public List<Assumption> assumptions() {
    return Collections.unmodifiableList(assumptions);
  }

  /** What a reader of figures should know of the files. */
  public List<String> notes() {
    return notes.stream().distinct().toList();
  }

  @Override
  public void close() {
    open.close();
  }
}
