package org.purify4j.dl4j;

import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.NetworkReading;

/**
 * Puts a purifier in front of a classifier. The result is an ordinary DL4J network with the same
 * parameters, whose input is the unpurified image, encoded as before: {@code output}, {@code
 * evaluate}, {@code fit} and {@code ModelSerializer} work as usual.
 *
 * <p>Guidance that asks the classifier uses the one within the same network, and follows its
 * training. Only a {@code ComputationGraph} can find it there, so {@link #wrapAsGraph} makes one of
 * a {@code MultiLayerNetwork} where such guidance is wanted; {@link #wrap(MultiLayerNetwork,
 * PurifierReference)} refuses it. Everything that clones a network (ParallelInference, early
 * stopping, listeners, transfer learning) therefore works with what this class returns.
 *
 * <p>The classifier's weights are copied, so the original is left unchanged. A saved network names
 * the archive of the diffusion model by path and SHA-256; the archive must be found when the
 * restored network is first used, see {@link PurifierReference}.
 *
 * <p>The noise is fresh at every call, from a secret seed that is drawn when the network is first
 * used and saved nowhere: equal images give different answers. A seed that the settings fix makes
 * the noise a function of the pixels, for tests; the log warns of it.
 *
 * <p>Images of another data type than the network's are cast, as DL4J does; whole numbers are
 * purified as {@code FLOAT}.
 *
 * <p>An image that cannot be purified, such as one with a NaN, is named by an {@link
 * org.purify4j.diffusion.chain.ImageFaultException}.
 */
public final class PurifiedNetwork {
  private PurifiedNetwork() {}

  /**
   * Returns a copy of a graph with a {@link PurificationVertex} between its input and every vertex
   * that reads it.
   *
   * @param victim the classifier, whose input is images in [0, 1]; not modified
   * @param purifier identifies the diffusion model and its settings
   * @throws ArchiveException if the archive is missing, another file, or no diffusion model's
   * @throws IllegalArgumentException if the graph is wrapped already, the settings do not fit the
   *     model, the model does not take the graph's images, the graph has several inputs or no
   *     parameters yet ({@code init()}), an argument is null, or the guidance asks a classifier
   *     without class probabilities
   */
  public static ComputationGraph wrap(ComputationGraph victim, PurifierReference purifier) {
    return wrap(victim, purifier, NetworkPorts.standard());
  }

  /**
   * Returns a purified copy of a graph of several inputs or outputs, or whose images are encoded in
   * a way that its configuration does not tell.
   *
   * @param ports which input is the image, which output the classification, and the encoding
   * @throws IllegalArgumentException as {@link #wrap(ComputationGraph, PurifierReference)}
   */
  public static ComputationGraph wrap(
      ComputationGraph victim, PurifierReference purifier, NetworkPorts ports) {
    requireReady(victim);
    requirePurifier(purifier);
    return GraphWrapping.wrap(victim, purifier, ports);
  }

  /**
   * Returns a purified copy of a graph whose input has gone through a normalizer; so does that of
   * the copy.
   *
   * @param normalizer what the data pipeline applies before the network, see {@link
   *     InputEncoding#withNormalizer}
   * @throws IllegalArgumentException as {@link #wrap(ComputationGraph, PurifierReference)}, or if
   *     the normalizer is not of the kind
   */
  public static ComputationGraph wrap(
      ComputationGraph victim, PurifierReference purifier, DataNormalization normalizer) {
    requireReady(victim);
    requirePurifier(purifier);
    NetworkPorts ports = NetworkPorts.standard();
    InputEncoding encoding = NetworkReading.of(victim, ports).encoding();
    return wrap(victim, purifier, ports.withEncoding(normalized(encoding, purifier, normalizer)));
  }

  /**
   * Returns a copy of a network with a {@link PurificationLayer} before its first layer.
   *
   * @param victim the classifier, whose input is images in [0, 1]; not modified
   * @param purifier identifies the diffusion model and its settings, whose guidance asks no victim
   * @throws IllegalArgumentException if the guidance asks the victim (use {@link #wrapAsGraph}),
   *     the network is wrapped already, the settings do not fit the model, or the model does not
   *     take the network's images
   */
  public static MultiLayerNetwork wrap(MultiLayerNetwork victim, PurifierReference purifier) {
    requireReady(victim);
    requirePurifier(purifier);
    return LayersWrapping.wrap(victim, purifier, Optional.empty());
  }

  /**
   * Returns a purified copy of a network whose images are encoded in a way that its configuration
   * does not tell.
   *
   * @throws IllegalArgumentException as {@link #wrap(MultiLayerNetwork, PurifierReference)}
   */
  public static MultiLayerNetwork wrap(
      MultiLayerNetwork victim, PurifierReference purifier, InputEncoding encoding) {
    requireReady(victim);
    requirePurifier(purifier);
    return LayersWrapping.wrap(victim, purifier, Optional.of(encoding));
  }

  /**
   * Returns a purified copy of a network whose input has gone through a normalizer; so does that of
   * the copy.
   *
   * @throws IllegalArgumentException as {@link #wrap(MultiLayerNetwork, PurifierReference)}, or if
   *     the normalizer is not of the kind
   */
  public static MultiLayerNetwork wrap(
      MultiLayerNetwork victim, PurifierReference purifier, DataNormalization normalizer) {
    requireReady(victim);
    requirePurifier(purifier);
    return wrap(victim, purifier, normalized(InputEncoding.of(victim), purifier, normalizer));
  }

  /**
   * Returns a graph that computes what a network of layers does, with a {@link PurificationVertex}
   * before it, whose guidance may ask the classifier.
   *
   * @param victim the classifier, whose input is images in [0, 1]; not modified
   * @param purifier identifies the diffusion model and its settings
   * @throws IllegalArgumentException as {@link #wrap(ComputationGraph, PurifierReference)}
   */
  public static ComputationGraph wrapAsGraph(MultiLayerNetwork victim, PurifierReference purifier) {
    requireReady(victim);
    return wrapAsGraph(victim, purifier, InputEncoding.of(victim));
  }

  /**
   * Returns a purified graph of a network whose images are encoded in a way that its configuration
   * does not tell.
   *
   * @throws IllegalArgumentException as {@link #wrap(ComputationGraph, PurifierReference)}
   */
  public static ComputationGraph wrapAsGraph(
      MultiLayerNetwork victim, PurifierReference purifier, InputEncoding encoding) {
    requireReady(victim);
    requirePurifier(purifier);
    if (isPurified(victim)) {
      throw PurificationFault.wrappedAlready();
    }
    return wrap(LayersAsGraph.of(victim), purifier, NetworkPorts.standard().withEncoding(encoding));
  }

  /**
   * Returns a purified graph of a network whose input has gone through a normalizer; so does that
   * of the graph.
   *
   * @throws IllegalArgumentException as {@link #wrap(ComputationGraph, PurifierReference)}, or if
   *     the normalizer is not of the kind
   */
  public static ComputationGraph wrapAsGraph(
      MultiLayerNetwork victim, PurifierReference purifier, DataNormalization normalizer) {
    requireReady(victim);
    requirePurifier(purifier);
    return wrapAsGraph(
        victim, purifier, normalized(InputEncoding.of(victim), purifier, normalizer));
  }

  private static void requireReady(ComputationGraph victim) {
    PurificationFault.requireThere("network", victim, "a ComputationGraph");
    PurificationFault.requireInitialised(victim.getLayers() != null);
  }

  private static void requireReady(MultiLayerNetwork victim) {
    PurificationFault.requireThere("network", victim, "a MultiLayerNetwork");
    PurificationFault.requireInitialised(victim.isInitCalled());
  }

  private static void requirePurifier(PurifierReference purifier) {
    PurificationFault.requireThere("purifier", purifier, "a PurifierReference");
  }

  private static InputEncoding normalized(
      InputEncoding encoding, PurifierReference purifier, DataNormalization normalizer) {
    return encoding.withNormalizer(normalizer, purifier.describe().network().inChannels());
  }

  /** Whether a graph purifies its images. */
  public static boolean isPurified(ComputationGraph network) {
    return !GraphPurification.names(network.getConfiguration()).isEmpty();
  }

  /** Whether a network of layers purifies its images. */
  public static boolean isPurified(MultiLayerNetwork network) {
    return LayersPurification.find(network).isPresent();
  }

  /**
   * Returns the purifier of a network.
   *
   * @throws IllegalArgumentException if the network has none, or several
   */
  public static PurifierReference purifierOf(ComputationGraph network) {
    return GraphPurification.only(network.getConfiguration()).getValue().purifier();
  }

  /**
   * Returns the purifier of a network.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public static PurifierReference purifierOf(MultiLayerNetwork network) {
    return LayersPurification.require(network).purifier();
  }

  /**
   * Returns the classifier in a purified network, as guidance and attacks use it: it takes images
   * in [0, 1], however the network's input encodes them, and follows the network's training.
   *
   * @throws IllegalArgumentException if the network has no purification, or several
   */
  public static Dl4jVictim classifierOf(ComputationGraph network) {
    String purification = GraphPurification.only(network.getConfiguration()).getKey();
    return Dl4jVictim.without(purification, network, portsOf(network));
  }

  /**
   * Returns the classifier in a purified network, as guidance and attacks use it: it takes images
   * in [0, 1], however the network's input encodes them, and follows the network's training.
   *
   * @throws IllegalArgumentException if the network has no purification
   */
  public static Dl4jVictim classifierOf(MultiLayerNetwork network) {
    return Dl4jVictim.withoutFirstLayer(network, encodingOf(network));
  }

  /**
   * Returns which input of a purified graph is the image, how it is encoded, and which output the
   * guidance asks.
   *
   * @throws IllegalArgumentException if the graph has no purification, or several
   */
  public static NetworkPorts portsOf(ComputationGraph network) {
    return GraphPurification.ports(network.getConfiguration());
  }

  /**
   * Returns how the input of a purified network encodes images.
   *
   * @throws IllegalArgumentException if the network has no purification
   */
  public static InputEncoding encodingOf(MultiLayerNetwork network) {
    return LayersPurification.require(network).encoding();
  }

  /**
   * Returns a copy without purification: the classifier as it is now.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public static ComputationGraph unwrap(ComputationGraph network) {
    return GraphWrapping.unwrap(network);
  }

  /**
   * Returns a copy without purification: the classifier as it is now.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public static MultiLayerNetwork unwrap(MultiLayerNetwork network) {
    return LayersWrapping.unwrap(network);
  }

  /**
   * Returns a graph that computes what a purified network of layers does. Needed only for networks
   * whose guidance asks the classifier, saved by an earlier version: the graph can be cloned.
   *
   * @throws IllegalArgumentException if the network has no purification
   */
  public static ComputationGraph toGraph(MultiLayerNetwork network) {
    return wrapAsGraph(unwrap(network), purifierOf(network), encodingOf(network));
  }

  /**
   * Returns a copy that purifies with other settings.
   *
   * @throws IllegalArgumentException if the network has no purification, or the settings do not fit
   *     it
   */
  public static ComputationGraph withSettings(ComputationGraph network, PurifierConfig settings) {
    return wrap(unwrap(network), purifierOf(network).with(settings), portsOf(network));
  }

  /**
   * Returns a copy that purifies with other settings.
   *
   * @throws IllegalArgumentException if the network has no purification, the settings do not fit
   *     it, or their guidance asks the victim (use {@link #toGraph} first)
   */
  public static MultiLayerNetwork withSettings(MultiLayerNetwork network, PurifierConfig settings) {
    return wrap(unwrap(network), purifierOf(network).with(settings), encodingOf(network));
  }

  /**
   * Binds the purification layer of a restored network to that network. Needed only if the guidance
   * asks the victim, which is so in no network that this version makes: {@link #toGraph} converts
   * it for good. Whatever clones the network loses the binding.
   *
   * @param network from {@link SavedNetwork} or {@code ModelSerializer}
   * @return the same network
   * @throws IllegalArgumentException if the network has no purification
   */
  public static MultiLayerNetwork bind(MultiLayerNetwork network) {
    LayersPurification.runtime(network).bind(network);
    return network;
  }

  /**
   * Sets another location of the diffusion archive, also for when the network is saved again.
   *
   * @param network a purified network
   * @param archive the new location of the same file
   * @return the same network
   * @throws IllegalArgumentException if the network has no purification, and so nothing to relocate
   */
  public static MultiLayerNetwork relocate(MultiLayerNetwork network, Path archive) {
    Restoring.replace(network, old -> Optional.of(old.at(archive)));
    return network;
  }

  /**
   * Sets another location of the diffusion archive, for all purification vertices of a graph.
   *
   * @throws IllegalArgumentException if the graph has no purification, and so nothing to relocate
   */
  public static ComputationGraph relocate(ComputationGraph network, Path archive) {
    Restoring.replace(network, old -> Optional.of(old.at(archive)));
    return network;
  }

  /**
   * Restores a purified graph, whose diffusion archive may lie beside the file: one of the right
   * digest and name there goes before all others. The file is read by {@link SavedNetwork}, which
   * trusts nothing in it, with the state of its updater.
   *
   * @param file what {@code ModelSerializer} wrote
   * @param allowed classes of layers of one's own
   * @throws ArchiveException if the file is missing, damaged or refused, or holds a network of the
   *     other kind
   * @throws IllegalArgumentException if the network has no purification
   */
  public static ComputationGraph restoreGraph(Path file, Class<?>... allowed) {
    return Restoring.graph(file, allowed);
  }

  /**
   * Restores a purified network of layers, whose diffusion archive may lie beside the file: one of
   * the right digest and name there goes before all others. The file is read by {@link
   * SavedNetwork}, which trusts nothing in it, with the state of its updater.
   *
   * @param file what {@code ModelSerializer} wrote
   * @param allowed classes of layers of one's own
   * @throws ArchiveException if the file is missing, damaged or refused, or holds a network of the
   *     other kind
   * @throws IllegalArgumentException if the network has no purification
   */
  public static MultiLayerNetwork restoreLayers(Path file, Class<?>... allowed) {
    return Restoring.layers(file, allowed);
  }
}
