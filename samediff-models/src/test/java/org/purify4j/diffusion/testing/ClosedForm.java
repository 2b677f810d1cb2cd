package org.purify4j.diffusion.testing;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.DualTape;

/**
 * A dual tape in closed form.
 *
 * @param pullback what {@link #gradient} does
 * @param tangent what {@link #gradientTangent} does
 */
public record ClosedForm(
    INDArray output,
    INDArray outputTangent,
    UnaryOperator<INDArray> pullback,
    BinaryOperator<INDArray> tangent)
    implements DualTape {
  @Override
  public INDArray gradient(INDArray cotangent) {
    return pullback.apply(cotangent);
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    return tangent.apply(cotangent, cotangentTangent);
  }
}
