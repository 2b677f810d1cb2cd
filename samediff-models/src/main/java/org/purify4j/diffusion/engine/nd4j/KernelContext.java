package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Parameters;

/**
 * What a kernel is built from: the arrays of its node, the weights and the arena. It also keeps the
 * native operations of all kernels, to be released with the plan.
 */
final class KernelContext {
  /** Whether values are kept for a backward pass. */
  enum Purpose {
    FORWARD,
    GRADIENT
  }

  private final Purpose purpose;
  private final Arena arena;
  private final Map<String, INDArray> weights;
  private final Map<String, INDArray> constants = new HashMap<>();
  private final List<NativeOp> operations = new ArrayList<>();
  private INDArray[] inputs = {};
  private @Nullable INDArray output;

  KernelContext(Purpose purpose, Arena arena, Map<String, INDArray> weights) {
    this.purpose = purpose;
    this.arena = arena;
    this.weights = weights;
  }

  /** Moves to the next node. */
  KernelContext at(INDArray[] newInputs, INDArray newOutput) {
    inputs = newInputs;
    output = newOutput;
    return this;
  }

  /**
   * An array for a node's value. That of a vector is shared with nothing: it is not computed again
   * while the time stays the same.
   */
  INDArray value(Node node, int batch) {
    long[] shape = node.shape().withBatch(batch);
    return node.dependsOnImage() ? arena.acquire(shape) : arena.own(shape);
  }

  INDArray input(int index) {
    return inputs[index];
  }

  INDArray[] allInputs() {
    return inputs;
  }

  int inputs() {
    return inputs.length;
  }

  INDArray output() {
    return Objects.requireNonNull(output, "output: there is none before the first node");
  }

  Arena arena() {
    return arena;
  }

  boolean keepsForGradient() {
    return purpose == Purpose.GRADIENT;
  }

  /** A parameter in the plan's type, reshaped; it lives as long as the plan. */
  INDArray weight(String name, long... shape) {
    return arena.constant(rawWeight(name)).reshape('c', shape);
  }

  /** A parameter as the checkpoint has it. */
  INDArray rawWeight(String name) {
    return Parameters.required(weights, name);
  }

  /** A constant that several kernels read and none changes; it lives as long as the plan. */
  INDArray shared(String name, Supplier<INDArray> values) {
    return constants.computeIfAbsent(name, key -> arena.constant(values.get()));
  }

  /** Whole numbers that an operation reads; they live as long as the plan. */
  INDArray integers(INDArray values) {
    return arena.keep(values);
  }

  NativeOp op(String name, INDArray[] in, INDArray out, int... arguments) {
    return register(NativeOp.of(name, in, out, arguments));
  }

  NativeOp pairwise(String name, INDArray a, INDArray b, INDArray out) {
    return register(NativeOp.pairwise(name, a, b, out));
  }

  NativeOp matmul(INDArray a, Transposed ta, INDArray b, Transposed tb, INDArray out) {
    return register(NativeOp.matmul(a, ta, b, tb, out));
  }

  private NativeOp register(NativeOp operation) {
    operations.add(operation);
    return operation;
  }

  void closeOperations() {
    operations.forEach(NativeOp::close);
  }
}
