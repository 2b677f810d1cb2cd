package org.purify4j.diffusion.vector;

import java.util.Arrays;
import java.util.List;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.net.Node;
import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.predictor.Conditioning;
import org.purify4j.diffusion.simd.Gemm;
import org.purify4j.diffusion.simd.Lanes;
import org.purify4j.diffusion.simd.Silu;
import org.purify4j.diffusion.vector.PackedWeights.Form;
import org.purify4j.diffusion.vector.Taps.Direction;

/**
 * The part of a network that depends on time and class alone. Computed when these change, and once
 * for all images while they share them.
 */
final class VectorBranch {
  private final List<Node> nodes;
  private final VectorValue[] values;
  private final int batch;
  private final Workshop workshop;
  private Conditioning last;
  private int rows;

  VectorBranch(Network network, Workshop workshop) {
    this.batch = workshop.buffers().batch();
    this.workshop = workshop;
    this.nodes = network.nodes().stream().filter(node -> !node.dependsOnImage()).toList();
    this.values = new VectorValue[network.nodes().size()];
    for (Node node : nodes) {
      values[node.id()] = new VectorValue(batch, Lanes.padded(node.shape().channels()));
    }
  }

  VectorValue value(int id) {
    return values[id];
  }

  void update(Conditioning conditioning) {
    if (conditioning.sameAs(last)) {
      return;
    }
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

  /** Has everything computed anew, as when weights have changed. */
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
      for (int row = 0; row < rows; row++) {
        embed(embedding, conditioning.times()[row], y, row * stride);
      }
    } else if (node.op() instanceof Op.ClassEmbedding embedding) {
      int dim = node.shape().channels();
      float[] table = workshop.weights().raw(embedding.table());
      for (int row = 0; row < rows; row++) {
        System.arraycopy(table, conditioning.classes()[row] * dim, y, row * stride, dim);
      }
    } else if (node.op() instanceof Op.Linear linear) {
      linear(linear, node);
    } else if (node.op() instanceof Op.Silu) {
      Silu.apply(input(node, 0), y, 0, rows * stride);
    } else if (node.op() instanceof Op.Add) {
      Kernels.add(input(node, 0), input(node, 1), y, 0, rows * stride);
    } else {
      throw new IllegalArgumentException(
          "op: got " + node.op() + " on a vector, must be one this engine executes");
    }
  }

  private float[] input(Node node, int index) {
    return values[node.inputs().get(index)].data();
  }

  private static void embed(Op.TimeEmbedding op, double time, float[] y, int at) {
    double[] frequencies = op.frequencies();
    boolean cosineFirst = op.halves() == Op.TimeEmbedding.Halves.COS_SIN;
    int cosine = at + (cosineFirst ? 0 : frequencies.length);
    int sine = at + (cosineFirst ? frequencies.length : 0);
    for (int i = 0; i < frequencies.length; i++) {
      y[cosine + i] = (float) Math.cos(time * frequencies[i]);
      y[sine + i] = (float) Math.sin(time * frequencies[i]);
    }
  }

  private void linear(Op.Linear op, Node node) {
    PackedKernel kernel = workshop.weights().kernel(op.weight(), Form.DIRECT, Direction.FORWARD);
    float[] bias = workshop.weights().vector(op.bias());
    VectorValue x = values[node.inputs().get(0)];
    VectorValue y = values[node.id()];
    workshop
        .team()
        .run(
            kernel.panels(),
            (from, to, member) -> {
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
                    null);
              }
            });
  }
}
