package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import java.util.List;
import org.purify4j.diffusion.engine.vector.simd.Silu;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * The backward pass through the part of a network that depends on time and class alone. It runs
 * when the rest of the network has added its gradients to the values that it reads. Sums over
 * images go image by image.
 */
final class ConditioningBranchGradient {
  private final ConditioningBranch branch;
  private final LearnedWeights learned;
  private final int batch;
  private final WorkerThreads workers;
  private int[] classes = {};

  ConditioningBranchGradient(
      ConditioningBranch branch, LearnedWeights learned, KernelResources resources) {
    this.branch = branch;
    this.learned = learned;
    this.batch = resources.buffers().batch();
    this.workers = resources.workers();
    branch.nodes().forEach(node -> requireGradient(node.op()));
  }

  private static void requireGradient(Op op) {
    if (!(op instanceof Op.Linear
        || op instanceof Op.Silu
        || op instanceof Op.Add
        || op instanceof Op.ClassEmbedding
        || op instanceof Op.TimeEmbedding)) {
      throw new IllegalArgumentException(
          "op: got "
              + op
              + " in the part that depends on time and class alone, must be one whose gradient the"
              + " vector engine knows (train by another engine)");
    }
  }

  /** Clears the gradients of all values. To be called before the backward pass begins. */
  void clear() {
    for (Node node : branch.nodes()) {
      Arrays.fill(branch.value(node.id()).gradient(), 0f);
    }
  }

  /**
   * Gives the gradients of all weights of the branch.
   *
   * @param labels that the branch was computed for
   */
  void run(int[] labels) {
    classes = labels;
    List<Node> nodes = branch.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      passBack(nodes.get(i));
    }
  }

  private void passBack(Node node) {
    if (node.op() instanceof Op.Linear linear) {
      linear(linear, node);
    } else if (node.op() instanceof Op.Silu) {
      silu(node);
    } else if (node.op() instanceof Op.Add add) {
      float[] gradient = branch.value(node.id()).gradient();
      float scale = (float) add.scale();
      for (int input : node.inputs()) {
        float[] sum = branch.value(input).gradient();
        addScaled(gradient, 0, scale, sum, 0, sum.length);
      }
    } else if (node.op() instanceof Op.ClassEmbedding embedding) {
      embedding(embedding, node);
    }
  }

  private void silu(Node node) {
    ConditioningValue x = branch.value(node.inputs().get(0));
    ConditioningValue y = branch.value(node.id());
    float[] slopes = new float[y.gradient().length];
    for (int image = 0; image < batch; image++) {
      // the value may be shared, its gradient is not
      System.arraycopy(x.data(), x.row(image), slopes, image * x.stride(), x.stride());
    }
    Silu.gradient(slopes, y.gradient(), slopes, 0, slopes.length);
    VectorKernels.add(x.gradient(), slopes, x.gradient(), 0, slopes.length);
  }

  private void embedding(Op.ClassEmbedding op, Node node) {
    int dim = node.shape().channels();
    ConditioningValue y = branch.value(node.id());
    float[] table = learned.gradient().data();
    int start = learned.gradient().offset(op.table());
    Arrays.fill(table, start, start + learned.gradient().length(op.table()), 0f);
    for (int image = 0; image < batch; image++) {
      for (int i = 0; i < dim; i++) {
        table[start + classes[image] * dim + i] += y.gradient()[image * y.stride() + i];
      }
    }
  }

  private void linear(Op.Linear op, Node node) {
    ConditioningValue x = branch.value(node.inputs().get(0));
    ConditioningValue y = branch.value(node.id());
    int outputs = node.shape().channels();
    int weight = learned.gradient().offset(op.weight());
    int bias = learned.gradient().offset(op.bias());
    int inputs = learned.gradient().length(op.weight()) / outputs;
    float[] gradient = learned.gradient().data();
    workers.run(
        outputs,
        (from, to, worker) -> {
          Arrays.fill(gradient, weight + from * inputs, weight + to * inputs, 0f);
          for (int out = from; out < to; out++) {
            float sum = 0;
            for (int image = 0; image < batch; image++) {
              float g = y.gradient()[image * y.stride() + out];
              sum += g;
              addScaled(x.data(), x.row(image), g, gradient, weight + out * inputs, inputs);
            }
            gradient[bias + out] = sum;
          }
        });
    float[] weights = learned.weights().data();
    workers.run(
        batch,
        (from, to, worker) -> {
          for (int image = from; image < to; image++) {
            for (int out = 0; out < outputs; out++) {
              float g = y.gradient()[image * y.stride() + out];
              int row = weight + out * inputs;
              addScaled(weights, row, g, x.gradient(), image * x.stride(), inputs);
            }
          }
        });
  }

  private static void addScaled(
      float[] values, int from, float factor, float[] sums, int to, int length) {
    for (int i = 0; i < length; i++) {
      sums[to + i] += factor * values[from + i];
    }
  }
}
