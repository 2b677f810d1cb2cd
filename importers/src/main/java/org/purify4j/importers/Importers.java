package org.purify4j.importers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.classifier.ClassifierImporters;
import org.purify4j.importers.classifier.ImportedGraph;
import org.purify4j.importers.family.FamilyChoice;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.unet.ConfigFile;
import org.purify4j.importers.unet.HyperParameters;
import org.purify4j.importers.unet.UNetImporter;
import org.purify4j.importers.unet.UNetImporters;
import org.purify4j.layers.ImageNormalization;

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
   * The family a checkpoint is of, whichever kind of network it is.
   *
   * @throws ImportException if none fits or several do
   */
  public static FamilyImporter recognise(Checkpoint checkpoint, ImportOptions options) {
    return choose(checkpoint, families(), options.family());
  }

  /**
   * Says what importing a checkpoint would give, without reading its tensors.
   *
   * @throws ImportException if the file is no checkpoint or of no known family
   */
  public static ImportReport inspect(Path file, ImportOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      return inspect(checkpoint, options);
    }
  }

  /**
   * Says what importing a checkpoint would give, without reading its tensors.
   *
   * @param checkpoint stays open
   * @throws ImportException if the file is of no known family
   */
  public static ImportReport inspect(Checkpoint checkpoint, ImportOptions options) {
    checkpoint.startFingerprint();
    FamilyImporter importer = recognise(checkpoint, options);
    if (importer instanceof UNetImporter unet) {
      ModelDescription description = unet.describe(checkpoint, given(checkpoint, options));
      return report(checkpoint, unet, description.provenance().notes());
    }
    return report(checkpoint, importer, Map.of());
  }

  /**
   * Imports a diffusion model.
   *
   * @throws ImportException as {@link #importDiffusion(Checkpoint, ImportOptions)}
   */
  public static ImportedDiffusion importDiffusion(Path file, ImportOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      return importDiffusion(checkpoint, options);
    }
  }

  /**
   * Imports a diffusion model.
   *
   * @param checkpoint stays open
   * @throws ImportException if the file is no checkpoint, of no known family, or its tensors are
   *     not exactly those of the network
   */
  public static ImportedDiffusion importDiffusion(Checkpoint checkpoint, ImportOptions options) {
    checkpoint.startFingerprint();
    checkFingerprint(checkpoint, options);
    UNetImporter importer = choose(checkpoint, UNetImporters.all(), options.family());
    Nd4j.getExecutioner(); // ND4J takes as long to start as the fingerprint: both at once
    ModelDescription description = importer.describe(checkpoint, given(checkpoint, options));
    ImportReport report = report(checkpoint, importer, description.provenance().notes());
    DiffusionModel model =
        new DiffusionModel(
            description.withProvenance(report.provenance()),
            importer.weights(checkpoint, description));
    return new ImportedDiffusion(model, report);
  }

  /**
   * Imports a classifier.
   *
   * @throws ImportException as {@link #importClassifier(Checkpoint, ImportOptions)}
   */
  public static ImportedClassifier importClassifier(Path file, ImportOptions options) {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      return importClassifier(checkpoint, options);
    }
  }

  /**
   * Imports a classifier.
   *
   * @param checkpoint stays open
   * @throws ImportException if the file is no checkpoint, of no known family, or its tensors are
   *     not exactly those of the network
   */
  public static ImportedClassifier importClassifier(Checkpoint checkpoint, ImportOptions options) {
    checkpoint.startFingerprint();
    checkFingerprint(checkpoint, options);
    ClassifierImporter importer = choose(checkpoint, ClassifierImporters.all(), options.family());
    Optional<ImageNormalization> said = options.normalization();
    ImageNormalization normalization = said.orElseGet(importer::defaultNormalization);
    Optional<Integer> size = options.hyperParameters().integer("image_size");
    int imageSize = size.orElseGet(importer::defaultImageSize);
    ImportedGraph imported = importer.build(checkpoint, normalization, imageSize);
    Map<String, String> notes = new LinkedHashMap<>();
    imported.inferred().forEach((name, value) -> notes.put(name, value + " (inferred)"));
    notes.put("image size", imageSize + grounds(size));
    notes.put("normalization", normalization + grounds(said));
    return new ImportedClassifier(
        imported.graph(), normalization, report(checkpoint, importer, notes));
  }

  private static String grounds(Optional<?> said) {
    return said.isPresent() ? " (option)" : " (assumed, as the family's authors)";
  }

  private static <I extends FamilyImporter> I choose(
      Checkpoint checkpoint, List<I> importers, Optional<String> family) {
    return family.isPresent()
        ? FamilyChoice.named(checkpoint, importers, family.get())
        : FamilyChoice.recognise(checkpoint, importers);
  }

  private static HyperParameters given(Checkpoint checkpoint, ImportOptions options) {
    Optional<Path> config = options.config().or(() -> ConfigFile.beside(checkpoint.file()));
    return config
        .map(ConfigFile::read)
        .orElseGet(HyperParameters::none)
        .overriddenBy(options.hyperParameters());
  }

  private static ImportReport report(
      Checkpoint checkpoint, FamilyImporter importer, Map<String, String> notes) {
    long parameters = 0;
    for (String name : checkpoint.names()) {
      if (checkpoint.info(name).type().isFloating()) {
        parameters += checkpoint.info(name).elements();
      }
    }
    return new ImportReport(
        checkpoint.file().getFileName().toString(),
        checkpoint.sha256(),
        checkpoint.container().description(),
        checkpoint.selection().describe(),
        importer.family(),
        checkpoint.names().size(),
        parameters,
        notes);
  }
}
