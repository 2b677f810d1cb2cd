package org.purify4j.importers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.checkpoint.TensorInfo;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.classifier.ClassifierImporters;
import org.purify4j.importers.classifier.ImportedGraph;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.FamilyMatch;
import org.purify4j.importers.family.FamilyMatches;
import org.purify4j.importers.family.Origin;
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
    FamilyMatch<I> match = FamilyMatches.of(checkpoint, importers).choose(options.family());
    return new RecognisedCheckpoint<>(checkpoint, match, options);
  }

  /**
   * Says what importing a checkpoint would give, without reading its tensors.
   *
   * @throws ImportException if names and shapes are no network of its family
   */
  public static <I extends FamilyImporter> ImportReport inspect(RecognisedCheckpoint<I> file) {
    Origin origin = Origin.of(file.checkpoint(), file.match());
    return file.as(UNetImporter.class)
        .map(unet -> report(unet, origin, describe(unet, origin).provenance().facts()))
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
    ClassifierImporter importer = file.match().importer();
    Optional<ImageNormalization> said = file.options().normalization();
    ImageNormalization normalization = said.orElseGet(importer::defaultNormalization);
    Optional<Integer> size = file.options().hyperParameters().integer("image_size");
    int imageSize = size.orElseGet(importer::defaultImageSize);
    ImportedGraph imported = importer.build(file.checkpoint(), normalization, imageSize);
    Map<String, Fact> facts = new LinkedHashMap<>();
    imported.inferred().forEach((name, value) -> facts.put(name, Fact.inferred(value)));
    facts.put("image size", givenOrAssumed(imageSize, size));
    facts.put("normalization", givenOrAssumed(normalization, said));
    Origin origin = Origin.of(file.checkpoint(), file.match());
    return new ImportedClassifier(imported.graph(), normalization, report(file, origin, facts));
  }

  private static Fact givenOrAssumed(Object value, Optional<?> said) {
    return said.isPresent()
        ? Fact.given(value, ImportOptions.SOURCE)
        : Fact.assumed(value, "the family's authors");
  }

  private static ModelDescription describe(RecognisedCheckpoint<UNetImporter> file, Origin origin) {
    Checkpoint checkpoint = file.checkpoint();
    HyperParameters given =
        file.options()
            .config()
            .or(() -> ConfigFile.beside(checkpoint.file()))
            .map(ConfigFile::read)
            .orElseGet(HyperParameters::none)
            .overriddenBy(file.options().hyperParameters());
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
    return new ImportReport(origin, checkpoint.names().size(), parameters, facts);
  }
}
