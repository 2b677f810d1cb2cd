package org.purify4j.diffusion.vector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.net.Node;
import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.simd.Normalization.Activation;

/**
 * Joins nodes that are cheaper together: SiLU to the normalisation before it, a residual sum to the
 * convolution that ends its branch. A node is joined only if nothing else reads it.
 */
final class Fusion {
  private final List<Node> nodes;
  private final int[] users;
  private final Map<Integer, Step> steps = new HashMap<>();

  private Fusion(Network network) {
    this.nodes = network.nodes();
    this.users = new int[nodes.size()];
    for (Node node : nodes) {
      node.inputs().forEach(input -> users[input]++);
    }
  }

  /** The steps that compute the values that depend on the image, in order. */
  static List<Step> steps(Network network) {
    Fusion fusion = new Fusion(network);
    for (Node node : fusion.nodes) {
      if (node.dependsOnImage() && !(node.op() instanceof Op.Image)) {
        fusion.add(node);
      }
    }
    List<Step> ordered = new ArrayList<>();
    for (Node node : fusion.nodes) {
      Step step = fusion.steps.get(node.id());
      if (step != null) {
        ordered.add(step);
      }
    }
    return ordered;
  }

  private void add(Node node) {
    int id = node.id();
    if (node.op() instanceof Op.Silu) {
      int before = node.inputs().get(0);
      if (alone(before) && nodes.get(before).op() instanceof Op.GroupNorm) {
        Step norm = steps.remove(before);
        steps.put(id, new Step(norm.op(), norm.inputs(), id, Activation.SILU, OptionalInt.empty()));
        return;
      }
    } else if (node.op() instanceof Op.Add) {
      for (int side = 1; side >= 0; side--) {
        int branch = node.inputs().get(side);
        int other = node.inputs().get(1 - side);
        Step step = steps.get(branch);
        if (alone(branch)
            && step != null
            && step.plus().isEmpty()
            && branch != other
            && step.op() instanceof Op.Convolution) {
          steps.remove(branch);
          steps.put(
              id, new Step(step.op(), step.inputs(), id, Activation.NONE, OptionalInt.of(other)));
          return;
        }
      }
    }
    steps.put(id, new Step(node.op(), node.inputs(), id, Activation.NONE, OptionalInt.empty()));
  }

  private boolean alone(int id) {
    return users[id] == 1;
  }
}
