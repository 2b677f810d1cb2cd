package org.purify4j.importers.unet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.Origin;

/** Turns the checkpoints of one family of U-Nets into diffusion models. */
public interface UNetImporter extends FamilyImporter {
  /** The names of all settings that can be given and matter. */
  Set<String> settings();

  /**
   * Describes the model, from names, shapes and what is given; no tensor is read. The facts of its
   * provenance say of every hyper-parameter whether it was inferred, given or assumed.
   *
   * @param checkpoint a checkpoint of this family
   * @param given hyper-parameters given beside it
   * @param origin the checkpoint's file and family
   * @throws org.purify4j.importers.checkpoint.ImportException if names and shapes are no network of
   *     this family, or contradict what is given
   */
  ModelDescription describe(Checkpoint checkpoint, HyperParameters given, Origin origin);

  /** What a user should know of a checkpoint that is read all the same, each in a line. */
  default List<String> notices(Checkpoint checkpoint) {
    return List.of();
  }

  /**
   * Reads the weights, under the names of the network described.
   *
   * @throws org.purify4j.importers.checkpoint.ImportException listing the tensors that do not fit
   */
  Map<String, INDArray> weights(Checkpoint checkpoint, ModelDescription description);
}
