package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    this.imageGradient = layOutBackward();
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

  private void release(Dual dual) {
    arena.release(dual.value());
    arena.release(dual.change());
  }

  /** Walks back from the output; a value used twice gets the sum of what its users pass back. */
  private Dual layOutBackward() {
    Dual[] gradients = new Dual[values.length];
    gradients[network.output().id()] = outputGradient;
    List<Node> reversed = new ArrayList<>(network.nodes());
    Collections.reverse(reversed);
    for (Node node : reversed) {
      Dual gradient = gradients[node.id()];
      if (gradient == null || node.op() instanceof Op.Image) {
        continue;
      }
      passBack(node, gradient, gradients);
      if (gradient != outputGradient) {
        release(gradient);
      }
    }
    return Objects.requireNonNull(gradients[network.input().id()], "image: reaches no output");
  }

  private void passBack(Node node, Dual gradient, Dual[] gradients) {
    List<Integer> sources =
        node.inputs().stream().filter(i -> network.nodes().get(i).dependsOnImage()).toList();
    if (sources.isEmpty()) {
      return;
    }
    Dual[] targets = sources.stream().map(i -> acquireLike(values[i])).toArray(Dual[]::new);
    INDArray[] ofValues = Arrays.stream(targets).map(Dual::value).toArray(INDArray[]::new);
    INDArray[] ofTangents = Arrays.stream(targets).map(Dual::change).toArray(INDArray[]::new);
    backward.add(kernels[node.id()].backward(gradient.value(), ofValues));
    TangentKernel kernel = Objects.requireNonNull(tangentKernels.get(node.id()), "tangent");
    backward.add(kernel.backward(gradient.value(), gradient.change(), ofTangents));
    for (int k = 0; k < targets.length; k++) {
      int source = sources.get(k);
      Dual sum = gradients[source];
      if (sum == null) {
        gradients[source] = targets[k];
      } else {
        backward.add(context.pairwise("add", sum.value(), targets[k].value(), sum.value()));
        backward.add(context.pairwise("add", sum.change(), targets[k].change(), sum.change()));
        release(targets[k]);
      }
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
