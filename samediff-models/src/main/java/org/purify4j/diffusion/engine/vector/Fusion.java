package org.purify4j.diffusion.engine.vector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization.Activation;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * Joins nodes that are cheaper to compute together: SiLU and the normalisation before it, or a
 * residual sum and the convolution that ends its branch. A node is joined to the next only if
 * nothing else reads it.
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
    Optional<Step> joined = Optional.empty();
    if (node.op() instanceof Op.Silu) {
      joined = withNorm(node);
    } else if (node.op() instanceof Op.Add sum) {
      joined = withBranch(node, sum);
    }
    steps.put(node.id(), joined.orElseGet(() -> apart(node)));
  }

  private static Step apart(Node node) {
    float scale = node.op() instanceof Op.Add sum ? (float) sum.scale() : 1;
    return new Step(
        node.op(), node.inputs(), node.id(), Activation.NONE, OptionalInt.empty(), scale);
  }

  private Optional<Step> withNorm(Node silu) {
    int before = silu.inputs().get(0);
    Op op = nodes.get(before).op();
    if (!alone(before) || !(op instanceof Op.GroupNorm || op instanceof Op.RmsNorm)) {
      return Optional.empty();
    }
    Step norm = Objects.requireNonNull(steps.remove(before), "norm: must come before its SiLU");
    return Optional.of(
        new Step(norm.op(), norm.inputs(), silu.id(), Activation.SILU, OptionalInt.empty(), 1));
  }

  private Optional<Step> withBranch(Node node, Op.Add sum) {
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
        return Optional.of(
            new Step(
                step.op(),
                step.inputs(),
                node.id(),
                Activation.NONE,
                OptionalInt.of(other),
                (float) sum.scale()));
      }
    }
    return Optional.empty();
  }

  private boolean alone(int id) {
    return users[id] == 1;
  }
}
