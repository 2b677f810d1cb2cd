package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.nd4j.KernelContext.Purpose;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * A network laid out for one batch size: every array and native operation is fixed beforehand, so
 * that a run only computes. A plan for gradients keeps every value; one for the forward pass alone
 * reuses arrays as soon as their last reader has run.
 */
final class Nd4jPlan implements AutoCloseable {
  private static final String NO_GRADIENT = "plan: got one for the forward pass alone";

  private final Network network;
  private final Arena arena;
  private final KernelContext context;
  private final INDArray image;
  private final INDArray[] values;
  private final Nd4jKernel[] kernels;
  private final List<Runnable> backward = new ArrayList<>();
  private @Nullable INDArray outputGradient;
  private @Nullable INDArray imageGradient;
  private @Nullable Conditioning last;

  Nd4jPlan(
      Network network, Map<String, INDArray> weights, int batch, DataType type, Purpose purpose) {
    this.network = network;
    this.arena = new Arena(type);
    this.context = new KernelContext(purpose, arena, weights);
    int count = network.nodes().size();
    this.values = new INDArray[count];
    this.kernels = new Nd4jKernel[count];
    layOutForward(batch);
    this.image = values[network.input().id()];
    if (purpose == Purpose.GRADIENT) {
      layOutBackward();
    }
  }

  private void layOutForward(int batch) {
    int[] lastUser = lastUsers();
    for (Node node : network.nodes()) {
      int id = node.id();
      values[id] = context.value(node, batch);
      if (node.op() instanceof Op.Image) {
        continue;
      }
      INDArray[] inputs = node.inputs().stream().map(i -> values[i]).toArray(INDArray[]::new);
      kernels[id] = Nd4jKernels.of(node.op(), context.at(inputs, values[id]));
      if (!context.keepsForGradient()) {
        node.inputs().stream()
            .distinct()
            .filter(i -> lastUser[i] == id && reusable(network.nodes().get(i)))
            .forEach(i -> arena.release(values[i]));
      }
    }
  }

  /**
   * Vectors stay, for they are not computed again while the time stays the same. So does the image,
   * for the caller's sake.
   */
  private static boolean reusable(Node node) {
    return node.dependsOnImage() && !(node.op() instanceof Op.Image);
  }

  private int[] lastUsers() {
    int[] lastUser = new int[values.length];
    for (Node node : network.nodes()) {
      node.inputs().forEach(i -> lastUser[i] = node.id());
    }
    return lastUser;
  }

  private void layOutBackward() {
    outputGradient = arena.acquire(values[network.output().id()].shape());
    imageGradient = new BackwardWalk<>(network, new Gradients()).from(outputGradient).orElse(null);
  }

  private final class Gradients implements BackwardWalk.Layout<INDArray> {
    @Override
    public INDArray acquire(Node node) {
      return arena.acquire(values[node.id()].shape());
    }

    @Override
    public void passBack(Node node, INDArray gradient, List<INDArray> targets) {
      backward.add(kernels[node.id()].backward(gradient, targets.toArray(INDArray[]::new)));
    }

    @Override
    public void add(INDArray sum, INDArray part) {
      backward.add(context.pairwise("add", sum, part, sum));
    }

    @Override
    public void release(INDArray gradient) {
      arena.release(gradient);
    }
  }

  /** Runs forward; the result is this plan's own array. */
  INDArray forward(INDArray x, Conditioning conditioning) {
    image.assign(x);
    boolean sameTime = last != null && conditioning.sameAs(last);
    last = null; // until the pass is through
    for (Node node : network.nodes()) {
      Nd4jKernel kernel = kernels[node.id()];
      if (kernel != null && (node.dependsOnImage() || !sameTime)) {
        kernel.forward(conditioning);
      }
    }
    last = conditioning;
    return values[network.output().id()];
  }

  /** Runs backward after {@link #forward}; the result is this plan's own array. */
  INDArray backward(INDArray cotangent) {
    Objects.requireNonNull(outputGradient, NO_GRADIENT).assign(cotangent);
    backward.forEach(Runnable::run);
    return Objects.requireNonNull(imageGradient, NO_GRADIENT);
  }

  /** Bytes of arrays held. */
  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    context.closeOperations();
    arena.close();
  }
}
