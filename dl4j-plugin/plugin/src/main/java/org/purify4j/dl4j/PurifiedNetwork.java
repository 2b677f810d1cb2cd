package org.purify4j.dl4j;

import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Puts a purifier in front of a classifier. The result is an ordinary DL4J network of the same kind
 * and with the same parameters, whose input is the unpurified image: {@code output}, {@code
 * evaluate}, {@code fit} and {@code ModelSerializer} work as usual.
 *
 * <p>The classifier's weights are copied, so the original is left unchanged. Guidance uses the
 * classifier within the same network, and follows its training. A saved network names the archive
 * of the diffusion model by path and SHA-256; the archive must be there when the restored network
 * is first used.
 *
 * <p>The noise of an image is determined by its pixels and the seed of the settings, so equal
 * images are purified equally, whatever their batch.
 */
public final class PurifiedNetwork {
  private PurifiedNetwork() {}

  /**
   * Returns a copy of a graph with a {@link PurificationVertex} between its input and every vertex
   * that reads it.
   *
   * @param victim the classifier, whose input is {@code [n, 3, h, w]} (or channels last) in [0, 1];
   *     not modified
   * @param purifier identifies the diffusion model and its settings
   */
  public static ComputationGraph wrap(ComputationGraph victim, PurifierReference purifier) {
    return GraphWrapping.wrap(victim, purifier);
  }

  /**
   * Returns a copy of a network with a {@link PurificationLayer} before its first layer.
   *
   * @param victim the classifier, whose input is {@code [n, 3, h, w]} (or channels last) in [0, 1];
   *     not modified
   * @param purifier identifies the diffusion model and its settings
   */
  public static MultiLayerNetwork wrap(MultiLayerNetwork victim, PurifierReference purifier) {
    return bind(LayersWrapping.wrap(victim, purifier));
  }

  /**
   * Binds the purification layer of a restored network to that network. Required if the guidance
   * uses the victim, and harmless otherwise; never needed for a {@code ComputationGraph}.
   *
   * @param network from {@code ModelSerializer.restoreMultiLayerNetwork} or {@code clone}
   * @return the same network
   * @throws IllegalArgumentException if its first layer is not a {@link PurificationLayer}
   */
  public static MultiLayerNetwork bind(MultiLayerNetwork network) {
    LayersWrapping.purification(network).bind(network);
    return network;
  }

  /**
   * Sets another location of the diffusion archive, also for when the network is saved again.
   *
   * @param network a purified network
   * @param archive the new location of the same file
   * @return the same network
   */
  public static MultiLayerNetwork relocate(MultiLayerNetwork network, Path archive) {
    LayersWrapping.purification(network).relocate(archive);
    return network;
  }

  /** Sets another location of the diffusion archive, for all purification vertices of a graph. */
  public static ComputationGraph relocate(ComputationGraph network, Path archive) {
    Arrays.stream(network.getVertices())
        .filter(PurifyingVertex.class::isInstance)
        .forEach(vertex -> ((PurifyingVertex) vertex).relocate(archive));
    return network;
  }
}
