package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * Lays out the backward pass of a network, from the output to the image. A value used twice gets
 * the sum of what its users pass back; a gradient's arrays are released once it has been passed on.
 *
 * @param <G> the gradient of a value
 */
final class BackwardWalk<G> {
  private final Network network;
  private final Layout<G> layout;
  private final Map<Integer, G> gradients = new HashMap<>();

  /** What is laid out on the way. */
  interface Layout<G> {
    /** The arrays for the gradient of a node's value. */
    G acquire(Node node);

    /**
     * Binds the backward pass of a node.
     *
     * @param gradient of its value
     * @param targets for its inputs that depend on the image, in order
     */
    void passBack(Node node, G gradient, List<G> targets);

    /** Binds an addition, which changes the sum. */
    void add(G sum, G part);

    void release(G gradient);
  }

  BackwardWalk(Network network, Layout<G> layout) {
    this.network = network;
    this.layout = layout;
  }

  /**
   * Lays it out.
   *
   * @param ofOutput the gradient of the output, which is not released
   * @return the gradient of the image, which is not released either; empty if the output does not
   *     depend on it
   */
  Optional<G> from(G ofOutput) {
    gradients.put(network.output().id(), ofOutput);
    List<Node> reversed = new ArrayList<>(network.nodes());
    Collections.reverse(reversed);
    for (Node node : reversed) {
      G gradient = gradients.get(node.id());
      if (gradient == null || node.op() instanceof Op.Image) {
        continue;
      }
      passBack(node, gradient);
      if (gradient != ofOutput) {
        layout.release(gradient);
      }
    }
    return Optional.ofNullable(gradients.get(network.input().id()));
  }

  private void passBack(Node node, G gradient) {
    List<Node> sources =
        node.inputs().stream().map(network.nodes()::get).filter(Node::dependsOnImage).toList();
    if (sources.isEmpty()) {
      return;
    }
    List<G> targets = sources.stream().map(layout::acquire).toList();
    layout.passBack(node, gradient, targets);
    for (int k = 0; k < targets.size(); k++) {
      G target = targets.get(k);
      G sum = gradients.putIfAbsent(sources.get(k).id(), target);
      if (sum != null) {
        layout.add(sum, target);
        layout.release(target);
      }
    }
  }
}
