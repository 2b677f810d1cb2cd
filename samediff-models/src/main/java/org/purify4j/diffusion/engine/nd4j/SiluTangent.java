package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.array.StepScratch;

/**
 * SiLU along a direction: with s = sigmoid(x), the slope is {@code s·(1 + x·(1 − s))}, and its own
 * slope {@code s·(1 − s)·(2 + x·(1 − 2s))}.
 */
record SiluTangent(DualNode node) implements TangentKernel {
  @Override
  public void forward() {
    StepScratch.run(() -> node.tangent().assign(slope().muli(change())));
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
    return () ->
        StepScratch.run(
            () -> {
              INDArray bent = curvature().muli(change()).muli(gradient);
              targets[0].assign(slope().muli(tangent).addi(bent));
            });
  }

  private INDArray x() {
    return node.values()[0];
  }

  private INDArray change() {
    return node.tangents()[0];
  }

  private INDArray slope() {
    INDArray s = Transforms.sigmoid(x());
    return s.rsub(1).muli(x()).addi(1).muli(s);
  }

  private INDArray curvature() {
    INDArray s = Transforms.sigmoid(x());
    INDArray factor = s.mul(-2).addi(1).muli(x()).addi(2);
    return s.mul(s).rsubi(s).muli(factor);
  }
}
