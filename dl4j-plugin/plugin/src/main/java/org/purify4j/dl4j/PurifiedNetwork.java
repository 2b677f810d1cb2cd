package org.purify4j.dl4j;

import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Puts a purifier before a classifier. The result is an ordinary DL4J network of the same kind,
 * with the same parameters, that takes the image as it arrived: {@code output}, {@code evaluate},
 * {@code fit} and {@code ModelSerializer} work as ever.
 *
 * <p>The classifier's weights are copied, so the original is left as it was. A guided purification
 * asks the very network it stands in, and follows its training. What is saved names the archive of
 * the diffusion model by path and SHA-256; the archive must be there when the restored network is
 * first used.
 *
 * <p>The noise of an image is decided by its pixels and the seed of the settings, so equal images
 * are purified equally, whatever their batch.
 */
public final class PurifiedNetwork {
  private PurifiedNetwork() {}

  /**
   * A graph with a {@link PurificationVertex} between its input and all that reads it.
   *
   * @param victim takes images {@code [n, 3, h, w]} (or channels last) in [0, 1]; not modified
   * @param purifier names the diffusion model and its settings
   */
  public static ComputationGraph wrap(ComputationGraph victim, PurifierReference purifier) {
    return GraphWrapping.wrap(victim, purifier);
  }

  /**
   * A list of layers with a {@link PurificationLayer} before its first.
   *
   * @param victim takes images {@code [n, 3, h, w]} (or channels last) in [0, 1]; not modified
   * @param purifier names the diffusion model and its settings
   */
  public static MultiLayerNetwork wrap(MultiLayerNetwork victim, PurifierReference purifier) {
    return bind(LayersWrapping.wrap(victim, purifier));
  }

  /**
   * Tells a restored network's purification layer what network it stands in. Needed if the guidance
   * asks the victim, harmless otherwise; a {@code ComputationGraph} needs it never.
   *
   * @param network from {@code ModelSerializer.restoreMultiLayerNetwork} or {@code clone}
   * @return the same network
   * @throws IllegalArgumentException if its first layer is no {@link PurificationLayer}
   */
  public static MultiLayerNetwork bind(MultiLayerNetwork network) {
    LayersWrapping.purification(network).bind(network);
    return network;
  }

  /**
   * Looks for the diffusion archive elsewhere, from now on and when the network is saved again.
   *
   * @param network a purified one
   * @param archive where the same file lies now
   * @return the same network
   */
  public static MultiLayerNetwork relocate(MultiLayerNetwork network, Path archive) {
    LayersWrapping.purification(network).relocate(archive);
    return network;
  }

  /** The same for a graph, in all its purification vertices. */
  public static ComputationGraph relocate(ComputationGraph network, Path archive) {
    Arrays.stream(network.getVertices())
        .filter(PurifyingVertex.class::isInstance)
        .forEach(vertex -> ((PurifyingVertex) vertex).relocate(archive));
    return network;
  }
}
