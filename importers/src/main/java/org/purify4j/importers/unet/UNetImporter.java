package org.purify4j.importers.unet;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.FamilyImporter;

/** Turns the checkpoints of one family of U-Nets into diffusion models. */
public interface UNetImporter extends FamilyImporter {
  /**
   * What the model is, from names, shapes and what is given; no tensor is read. Its provenance
   * notes say of every hyper-parameter whether it was inferred, given or assumed.
   *
   * @param checkpoint a checkpoint of this family
   * @param given hyper-parameters given beside it
   * @throws org.purify4j.importers.checkpoint.ImportException if names and shapes are no network of
   *     this family, or contradict what is given
   */
  ModelDescription describe(Checkpoint checkpoint, HyperParameters given);

  /**
   * Reads the weights, under the names of the network described.
   *
   * @throws org.purify4j.importers.checkpoint.ImportException listing the tensors that do not fit
   */
  Map<String, INDArray> weights(Checkpoint checkpoint, ModelDescription description);
}
