package org.purify4j.diffusion.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A diffusion network for one image size: values in an order in which each comes after its inputs,
 * the last being the output, and the parameters with their shapes.
 */
public final class Network {
  private final List<Node> nodes;
  private final Map<String, long[]> parameters;

  Network(List<Node> nodes, Map<String, long[]> parameters) {
    this.nodes = List.copyOf(nodes);
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** All values, inputs before users. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The noisy image. */
  public Node input() {
    return nodes.stream()
        .filter(node -> node.op() instanceof Op.Image)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("network: has no image"));
  }

  /** The value the network answers. */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /** Names and shapes of the parameters, in the order in which the network uses them. */
  public Map<String, long[]> parameters() {
    return parameters;
  }
}
