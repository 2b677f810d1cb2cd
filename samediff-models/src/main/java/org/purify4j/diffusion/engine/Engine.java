package org.purify4j.diffusion.engine;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Network;

/** A way of executing networks. Thread-safe. */
public interface Engine {
  /** The name, in lower case, as the user types it in {@code -Dpurify4j.engine}. */
  String name();

  /** Whether the engine can be used in this JVM, and whether without being asked for. */
  Availability availability();

  /**
   * What the engine computes with, for logs and reports, such as "vectors of 8 floats, 2 threads".
   * Not to be asked of an engine that is {@linkplain Availability.Unavailable unavailable}.
   */
  String description();

  /** Why the engine cannot execute a network in this JVM; empty if it can. */
  Optional<String> obstacle(Network network);

  /**
   * Prepares a model's weights, to be shared by all networks that are opened with them.
   *
   * @param weights every parameter by name, float32; not copied, and to be kept while networks are
   *     opened
   */
  LoadedWeights load(Map<String, INDArray> weights);

  /** How the engine trains networks; empty if it computes no gradients of weights. */
  Optional<TrainingEngine> training();
}
