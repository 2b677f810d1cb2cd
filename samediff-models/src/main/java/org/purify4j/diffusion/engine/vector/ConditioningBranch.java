package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.engine.vector.PackedWeights.Form;
import org.purify4j.diffusion.engine.vector.Taps.Direction;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Silu;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/**
 * The part of a network that depends on time and class alone. It is computed when these change, and
 * only once for all images that share them.
 */
final class ConditioningBranch {
  private final List<Node> nodes;
  private final ConditioningValue[] values;
  private final int batch;
  private final KernelResources resources;
  private @Nullable Conditioning last;
  private int rows;

  ConditioningBranch(Network network, KernelResources resources) {
    this.batch = resources.buffers().batch();
    this.resources = resources;
    this.nodes = network.nodes().stream().filter(node -> !node.dependsOnImage()).toList();
    this.values = new ConditioningValue[network.nodes().size()];
    for (Node node : nodes) {
      values[node.id()] = new ConditioningValue(batch, Lanes.padded(node.shape().channels()));
    }
  }

  ConditioningValue value(int id) {
    return values[id];
  }

  void update(Conditioning conditioning) {
    if (last != null && conditioning.sameAs(last)) {
      return;
    }
    last = null; // until all are through
    boolean shared =
        Arrays.stream(conditioning.times()).distinct().count() == 1
            && Arrays.stream(conditioning.classes()).distinct().count() <= 1;
    rows = shared ? 1 : batch;
    for (Node node : nodes) {
      values[node.id()].share(shared);
      compute(node, conditioning);
    }
    last = conditioning;
  }

  /** Has everything computed anew by the next update, as is needed when weights have changed. */
  void forget() {
    last = null;
  }

  /** Its nodes, inputs before users. */
  List<Node> nodes() {
    return nodes;
  }

  private void compute(Node node, Conditioning conditioning) {
    float[] y = values[node.id()].data();
    int stride = values[node.id()].stride();
    if (node.op() instanceof Op.TimeEmbedding embedding) {
      embed(embedding.frequencies(), embedding.halves(), conditioning, values[node.id()]);
    } else if (node.op() instanceof Op.FourierEmbedding embedding) {
      float[] given = resources.weights().raw(embedding.frequencies());
      double[] frequencies = IntStream.range(0, given.length).mapToDouble(i -> given[i]).toArray();
      embed(embedding.angular(frequencies), embedding.halves(), conditioning, values[node.id()]);
    } else if (node.op() instanceof Op.ClassEmbedding embedding) {
      int dim = node.shape().channels();
      float[] table = resources.weights().raw(embedding.table());
      for (int row = 0; row < rows; row++) {
        System.arraycopy(table, conditioning.classes()[row] * dim, y, row * stride, dim);
      }
    } else if (node.op() instanceof Op.Linear linear) {
      linear(linear, node);
    } else if (node.op() instanceof Op.Silu) {
      Silu.apply(input(node, 0), y, 0, rows * stride);
    } else if (node.op() instanceof Op.Gelu) {
      Gelu.apply(input(node, 0), y, rows * stride);
    } else if (node.op() instanceof Op.Add add) {
      VectorKernels.add(input(node, 0), input(node, 1), y, 0, rows * stride);
      VectorKernels.scale(y, (float) add.scale(), 0, rows * stride);
    } else {
      throw new IllegalArgumentException(
          "op: got "
              + node.op()
              + " in the part that depends on time and class alone, must be one this engine executes");
    }
  }

  private float[] input(Node node, int index) {
    return values[node.inputs().get(index)].data();
  }

  private void embed(
      double[] frequencies, Halves halves, Conditioning conditioning, ConditioningValue value) {
    int cosine = halves == Halves.COS_SIN ? 0 : frequencies.length;
    int sine = halves == Halves.COS_SIN ? frequencies.length : 0;
    for (int row = 0; row < rows; row++) {
      int at = row * value.stride();
      for (int i = 0; i < frequencies.length; i++) {
        double angle = conditioning.times()[row] * frequencies[i];
        value.data()[at + cosine + i] = (float) Math.cos(angle);
        value.data()[at + sine + i] = (float) Math.sin(angle);
      }
    }
  }

  private void linear(Op.Linear op, Node node) {
    PackedKernel kernel = resources.weights().kernel(op.weight(), Form.DIRECT, Direction.FORWARD);
    float[] bias = resources.weights().padded(op.bias());
    ConditioningValue x = values[node.inputs().get(0)];
    ConditioningValue y = values[node.id()];
    resources
        .workers()
        .run(
            kernel.panels(),
            (from, to, worker) -> {
              for (int panel = from; panel < to; panel++) {
                Gemm.multiply(
                    rows,
                    kernel.depth(),
                    new Gemm.Left(x.data(), 0, x.stride(), 1),
                    kernel.data(),
                    kernel.offset(panel, 0),
                    bias,
                    panel * Lanes.PANEL,
                    y.data(),
                    panel * Lanes.PANEL,
                    y.stride(),
                    Lanes.NOTHING);
              }
            });
  }
}
