package org.purify4j.importers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.Assumptions;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.checkpoint.TensorInfo;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.classifier.ClassifierImporters;
import org.purify4j.importers.classifier.ImportedGraph;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.FamilyMatches;
import org.purify4j.importers.family.Origin;
import org.purify4j.importers.unet.ConfigFile;
import org.purify4j.importers.unet.HyperParameters;
import org.purify4j.importers.unet.UNetImporter;
import org.purify4j.importers.unet.UNetImporters;

/**
 * Imports PyTorch checkpoints. A family is recognised by names and shapes and never guessed: if
 * none fits, or more than one, the import fails and says which signs were missed. Every failure
 * about a file is an {@link ImportException} of one line.
 */
public final class Importers {
  private Importers() {}

  /** Every family that can be imported, U-Nets first. */
  public static List<FamilyImporter> families() {
    List<FamilyImporter> all = new ArrayList<>(UNetImporters.all());
    all.addAll(ClassifierImporters.all());
    return all;
  }

  /**
   * Checks that a file is the one that the options name, if they do.
   *
   * @throws ImportException if its SHA-256 is another
   */
  public static void checkFingerprint(Checkpoint checkpoint, ImportOptions options) {
    if (options.sha256().isPresent()
        && !options.sha256().get().equalsIgnoreCase(checkpoint.sha256())) {
      throw new ImportException(
          checkpoint.file(),
          "sha256: got " + checkpoint.sha256() + ", must be " + options.sha256().get());
    }
  }

  /**
   * Recognises a checkpoint, whichever kind of network it is, and begins to compute its SHA-256.
   *
   * @throws ImportException if it is not the file that the options name, or if no family fits or
   *     several do
   */
  public static RecognisedCheckpoint<FamilyImporter> recognise(
      Checkpoint checkpoint, ImportOptions options) {
    return recognise(checkpoint, families(), options);
  }

  private static <I extends FamilyImporter> RecognisedCheckpoint<I> recognise(
      Checkpoint checkpoint, List<I> importers, ImportOptions options) {
    checkpoint.startFingerprint();
    checkFingerprint(checkpoint, options);
    FamilyMatches<I> matches = FamilyMatches.of(checkpoint, importers);
    Optional<String> family =
        options
            .family()
            .or(
                () ->
                    ExportedDescription.find(checkpoint, options.config())
                        .flatMap(ExportedDescription::family));
    return new RecognisedCheckpoint<>(checkpoint, matches.choose(family), options);
  }

  /**
   * Says what importing a checkpoint would give, without reading its tensors.
   *
   * @throws ImportException if names and shapes are no network of its family
   */
  public static <I extends FamilyImporter> ImportReport inspect(RecognisedCheckpoint<I> file) {
    Origin origin = Origin.of(file.checkpoint(), file.match());
    Optional<RecognisedCheckpoint<UNetImporter>> unet = file.as(UNetImporter.class);
    if (unet.isPresent()) {
      return report(unet.get(), origin, describe(unet.get(), origin).provenance().facts());
    }
    return file.as(ClassifierImporter.class)
        .map(classifier -> report(file, origin, new ClassifierSettings(classifier).facts()))
        .orElseGet(() -> report(file, origin, Map.of()));
  }

  /**
   * Imports a diffusion model.
   *
   * @throws ImportException if the file is no checkpoint, of no known family, or its tensors are
   *     not exactly those of the network
   */
  public static ImportedDiffusion importDiffusion(Path file, ImportOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      return importDiffusion(recognise(checkpoint, UNetImporters.all(), options));
    }
  }

  /**
   * Imports a diffusion model.
   *
   * @throws ImportException if the tensors are not exactly those of the network
   */
  public static ImportedDiffusion importDiffusion(RecognisedCheckpoint<UNetImporter> file) {
    Nd4j.getExecutioner(); // ND4J takes as long to start as the fingerprint: both at once
    Origin origin = Origin.of(file.checkpoint(), file.match());
    ModelDescription description = describe(file, origin);
    Map<String, INDArray> weights = file.match().importer().weights(file.checkpoint(), description);
    return new ImportedDiffusion(
        new DiffusionModel(description, weights),
        report(file, origin, description.provenance().facts()));
  }

  /**
   * Imports a classifier.
   *
   * @throws ImportException if the file is no checkpoint, of no known family, or its tensors are
   *     not exactly those of the network
   */
  public static ImportedClassifier importClassifier(Path file, ImportOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      return importClassifier(recognise(checkpoint, ClassifierImporters.all(), options));
    }
  }

  /**
   * Imports a classifier.
   *
   * @throws ImportException if the tensors are not exactly those of the network
   */
  public static ImportedClassifier importClassifier(RecognisedCheckpoint<ClassifierImporter> file) {
    ClassifierSettings settings = new ClassifierSettings(file);
    ImportedGraph imported = build(file, settings);
    Map<String, Fact> facts = new LinkedHashMap<>();
    imported.inferred().forEach((name, value) -> facts.put(name, Fact.inferred(value)));
    facts.putAll(settings.facts());
    Origin origin = Origin.of(file.checkpoint(), file.match());
    return new ImportedClassifier(
        imported.graph(), settings.normalization(), report(file, origin, facts));
  }

  private static ImportedGraph build(
      RecognisedCheckpoint<ClassifierImporter> file, ClassifierSettings settings) {
    try {
      return file.match()
          .importer()
          .build(file.checkpoint(), settings.normalization(), settings.imageSize());
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      throw new ImportException(file.checkpoint().file(), "makes no network: " + e.getMessage(), e);
    }
  }

  private static ModelDescription describe(RecognisedCheckpoint<UNetImporter> file, Origin origin) {
    Checkpoint checkpoint = file.checkpoint();
    HyperParameters options = file.options().hyperParameters();
    Optional<ModelDescription> exported =
        ExportedDescription.find(checkpoint, file.options().config())
            .flatMap(description -> description.model(checkpoint.file()));
    if (exported.isPresent()) {
      if (!options.isEmpty()) {
        throw new ImportException(
            checkpoint.file(),
            options.names()
                + ": got an option, but the export says all of its network (leave it out, or give"
                + " another --config)");
      }
      ModelDescription description = exported.get();
      Provenance known = description.provenance();
      Provenance here = origin.provenance(known.facts());
      return description.withProvenance(
          here.withNotes(known.notes()).withNote("exported from", known.source()));
    }
    String family = file.match().family();
    HyperParameters given =
        file.options()
            .config()
            .or(() -> ConfigFile.beside(checkpoint.file(), family))
            .map(ConfigFile::read)
            .orElseGet(HyperParameters::none)
            .overriddenBy(options);
    return file.match().importer().describe(checkpoint, given, origin);
  }

  private static ImportReport report(
      RecognisedCheckpoint<?> file, Origin origin, Map<String, Fact> facts) {
    Checkpoint checkpoint = file.checkpoint();
    long parameters =
        checkpoint.names().stream()
            .map(checkpoint::info)
            .filter(info -> info.type().isFloating())
            .mapToLong(TensorInfo::elements)
            .sum();
    return new ImportReport(
        origin, checkpoint.names().size(), parameters, facts, notices(file, facts));
  }

  private static List<String> notices(RecognisedCheckpoint<?> file, Map<String, Fact> facts) {
    List<String> notices = new ArrayList<>();
    Assumptions.of(facts)
        .ifPresent(
            assumed ->
                notices.add(
                    assumed
                        + " (if that is wrong, say what is right by "
                        + (file.as(UNetImporter.class).isPresent()
                            ? "--set or --config)"
                            : "--normalization)")));
    file.as(UNetImporter.class)
        .ifPresent(unet -> notices.addAll(unet.match().importer().notices(file.checkpoint())));
    if (file.options().config().isEmpty()) {
      ConfigFile.unread(file.checkpoint().file()).ifPresent(notices::add);
    }
    return notices;
  }
}
