package org.purify4j.importers.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.network.Network;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.Origin;
import org.purify4j.importers.family.Recognition;
import org.purify4j.importers.family.Sign;
import org.purify4j.importers.family.StrictMatch;

/**
 * What the importers of all families do alike: they know their checkpoints by signs, name the file
 * in every error, and take exactly the tensors of the network described, under their own names.
 */
abstract class StrictUNetImporter implements UNetImporter {
  private final String family;
  private final String description;
  private final List<Sign> signs;
  private final Vocabulary vocabulary;

  StrictUNetImporter(String family, String description, List<Sign> signs, Vocabulary vocabulary) {
    this.family = family;
    this.description = description;
    this.signs = List.copyOf(signs);
    this.vocabulary = vocabulary.only("input_range", List.of(-1, 1), List.of(-1.0, 1.0), "-1,1");
  }

  /** What becomes of the settings that can be given. */
  final Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * The model that the tensors and what is given beside them make.
   *
   * @throws IllegalArgumentException if they make none, or contradict each other
   */
  abstract DecidedModel decide(TensorShapes tensors, HyperParameters given);

  /** Beginnings of names of tensors that the network does without. */
  Set<String> unused(Checkpoint checkpoint) {
    return Set.of();
  }

  @Override
  public final String family() {
    return family;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final Set<String> settings() {
    Set<String> names = new TreeSet<>(vocabulary.honoured());
    names.addAll(vocabulary.only().keySet());
    return names;
  }

  @Override
  public final Recognition recognise(Checkpoint checkpoint) {
    return Recognition.of(checkpoint, signs);
  }

  @Override
  public final ModelDescription describe(
      Checkpoint checkpoint, HyperParameters given, Origin origin) {
    try {
      vocabulary.check(given);
      DecidedModel model = decide(new TensorShapes(checkpoint), given);
      return new ModelDescription(
          model.network(),
          model.schedule(),
          model.predicts(),
          model.variance(),
          model.timeUnit(),
          model.imageSize(),
          origin.provenance(model.facts()));
    } catch (IllegalArgumentException e) {
      throw new ImportException(checkpoint.file(), String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public final Map<String, INDArray> weights(Checkpoint checkpoint, ModelDescription description) {
    Map<String, long[]> expected = parameters(checkpoint, description);
    StrictMatch.check(checkpoint, expected, unused(checkpoint));
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (String name : expected.keySet()) {
      weights.put(name, checkpoint.tensor(name));
    }
    return weights;
  }

  private static Map<String, long[]> parameters(
      Checkpoint checkpoint, ModelDescription description) {
    int size = description.imageSize();
    try {
      Network network = description.network().describe(size, size);
      return network.parameters();
    } catch (IllegalArgumentException e) {
      throw new ImportException(checkpoint.file(), String.valueOf(e.getMessage()), e);
    }
  }
}
