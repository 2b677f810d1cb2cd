package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.nd4j.KernelContext.Purpose;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;

/**
 * A network laid out for one batch size and for dual numbers: every feature map has a tangent, and
 * so has every gradient (Pearlmutter 1994). It keeps every value and every tangent.
 */
final class Nd4jDualPlan implements AutoCloseable {
  private final Network network;
  private final Arena arena;
  private final KernelContext context;
  private final Dual[] values;
  private final Nd4jKernel[] kernels;
  private final Map<Integer, TangentKernel> tangentKernels = new HashMap<>();
  private final List<Runnable> backward = new ArrayList<>();
  private final Dual outputGradient;
  private final Dual imageGradient;
  private @Nullable Conditioning last;

  /**
   * An array and its tangent.
   *
   * @param tangent empty for a vector, which does not depend on the image
   */
  record Dual(INDArray value, Optional<INDArray> tangent) {
    INDArray change() {
      return tangent.orElseThrow();
    }
  }

  Nd4jDualPlan(Network network, Map<String, INDArray> weights, int batch, DataType type) {
    this.network = network;
    this.arena = new Arena(type);
    this.context = new KernelContext(Purpose.GRADIENT, arena, weights);
    int count = network.nodes().size();
    this.values = new Dual[count];
    this.kernels = new Nd4jKernel[count];
    network.nodes().forEach(node -> layOut(node, batch));
    this.outputGradient = acquireLike(values[network.output().id()]);
    this.imageGradient =
        new BackwardWalk<>(network, new Gradients())
            .from(outputGradient)
            .orElseThrow(() -> new IllegalArgumentException("image: reaches no output"));
  }

  private void layOut(Node node, int batch) {
    long[] shape = node.shape().withBatch(batch);
    Optional<INDArray> tangent =
        node.dependsOnImage() ? Optional.of(arena.acquire(shape)) : Optional.empty();
    Dual value = new Dual(context.value(node, batch), tangent);
    values[node.id()] = value;
    if (node.op() instanceof Op.Image) {
      return;
    }
    INDArray[] inputs = node.inputs().stream().map(i -> values[i].value()).toArray(INDArray[]::new);
    kernels[node.id()] = Nd4jKernels.of(node.op(), context.at(inputs, value.value()));
    if (node.dependsOnImage()) {
      INDArray[] tangents =
          node.inputs().stream()
              .flatMap(i -> values[i].tangent().stream())
              .toArray(INDArray[]::new);
      DualNode arrays = new DualNode(inputs, tangents, value.value(), value.change());
      tangentKernels.put(node.id(), TangentKernels.of(node.op(), context, arrays));
    }
  }

  private Dual acquireLike(Dual other) {
    long[] shape = other.value().shape();
    return new Dual(arena.acquire(shape), Optional.of(arena.acquire(shape)));
  }

  private final class Gradients implements BackwardWalk.Layout<Dual> {
    @Override
    public Dual acquire(Node node) {
      return acquireLike(values[node.id()]);
    }

    @Override
    public void passBack(Node node, Dual gradient, List<Dual> targets) {
      INDArray[] ofValues = targets.stream().map(Dual::value).toArray(INDArray[]::new);
      INDArray[] ofTangents = targets.stream().map(Dual::change).toArray(INDArray[]::new);
      backward.add(kernels[node.id()].backward(gradient.value(), ofValues));
      TangentKernel kernel = Objects.requireNonNull(tangentKernels.get(node.id()), "tangent");
      backward.add(kernel.backward(gradient.value(), gradient.change(), ofTangents));
    }

    @Override
    public void add(Dual sum, Dual part) {
      backward.add(context.pairwise("add", sum.value(), part.value(), sum.value()));
      backward.add(context.pairwise("add", sum.change(), part.change(), sum.change()));
    }

    @Override
    public void release(Dual dual) {
      arena.release(dual.value());
      arena.release(dual.change());
    }
  }

  /** Runs forward along a direction; the results are this plan's own arrays. */
  Dual forward(INDArray x, INDArray direction, Conditioning conditioning) {
    Dual image = values[network.input().id()];
    image.value().assign(x);
    image.change().assign(direction);
    boolean sameTime = last != null && conditioning.sameAs(last);
    last = null; // until the pass is through
    for (Node node : network.nodes()) {
      Nd4jKernel kernel = kernels[node.id()];
      if (kernel != null && (node.dependsOnImage() || !sameTime)) {
        kernel.forward(conditioning);
      }
      TangentKernel tangent = tangentKernels.get(node.id());
      if (tangent != null) {
        tangent.forward();
      }
    }
    last = conditioning;
    return values[network.output().id()];
  }

  /** Runs backward after {@link #forward}; the results are this plan's own arrays. */
  Dual backward(INDArray cotangent, INDArray cotangentTangent) {
    outputGradient.value().assign(cotangent);
    outputGradient.change().assign(cotangentTangent);
    backward.forEach(Runnable::run);
    return imageGradient;
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
