package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One native operation bound to its arrays once and run many times: no shape inference, no
 * allocation, no context built per call.
 */
final class NativeOp implements Runnable, AutoCloseable {
  private final DynamicCustomOp op;
  private final OpContext context;

  private NativeOp(DynamicCustomOp op) {
    this.op = op;
    this.context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(op.inputArguments().toArray(INDArray[]::new));
    context.setOutputArrays(op.outputArguments().toArray(INDArray[]::new));
    context.setIArguments(op.iArgs());
    context.setTArguments(op.tArgs());
  }

  /** An operation with integer arguments. */
  static NativeOp of(String name, INDArray[] inputs, INDArray output, int... arguments) {
    return new NativeOp(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(output)
            .addIntegerArguments(arguments)
            .build());
  }

  /** {@code output = a ∘ b} with the shapes of a and b broadcast. */
  static NativeOp pairwise(String name, INDArray a, INDArray b, INDArray output) {
    return of(name, new INDArray[] {a, b}, output);
  }

  /** {@code output = op(a) · op(b)}, batched over leading dimensions. */
  static NativeOp matmul(
      INDArray a, Transposed transposedA, INDArray b, Transposed transposedB, INDArray output) {
    return of(
        "matmul",
        new INDArray[] {a, b},
        output,
        transposedA.ordinal(),
        transposedB.ordinal(),
        Transposed.NO.ordinal());
  }

  /** Whether a matrix is read transposed. */
  enum Transposed {
    NO,
    YES
  }

  @Override
  public void run() {
    Nd4j.getExecutioner().exec(op, context);
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("native context: could not be released", e);
    }
  }
}
