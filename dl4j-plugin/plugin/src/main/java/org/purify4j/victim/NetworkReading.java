package org.purify4j.victim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What can be read off a network about the images that it takes.
 *
 * @param imageInput name of the input that is the image
 * @param encoding how the input encodes images
 * @param channels of the images, if the first convolution says so
 * @param order names of inputs and vertices in the order in which their parameters lie in the flat
 *     array, the inputs first
 */
public record NetworkReading(
    String imageInput, InputEncoding encoding, OptionalLong channels, List<String> order) {
  public NetworkReading {
    order = List.copyOf(order);
  }

  /**
   * Reads a graph.
   *
   * @throws IllegalArgumentException if the ports do not say which of several inputs is the image
   */
  public static NetworkReading of(ComputationGraph network, NetworkPorts ports) {
    String output =
        ports.classOutput().orElse(network.getConfiguration().getNetworkOutputs().get(0));
    return of(NetworkStructure.of(network, ports.withClassOutput(output)), ports.encoding());
  }

  /**
   * Returns the names of a graph's inputs and vertices in the order in which their parameters lie
   * in the flat array, the inputs first.
   */
  public static List<String> order(ComputationGraph network) {
    return NetworkStructure.order(network);
  }

  /** Reads a network of layers. */
  public static NetworkReading of(MultiLayerNetwork network, Optional<InputEncoding> encoding) {
    return of(NetworkStructure.of(network), encoding);
  }

  private static NetworkReading of(NetworkStructure structure, Optional<InputEncoding> encoding) {
    InputEncoding known = encoding.orElseGet(structure::encoding);
    OptionalLong channels =
        known.flat().isEmpty() ? structure.channels() : OptionalLong.of(known.flat().get(0));
    return new NetworkReading(structure.input(), known, channels, structure.order());
  }
}
