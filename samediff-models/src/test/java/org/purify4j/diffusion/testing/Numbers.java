package org.purify4j.diffusion.testing;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;

/** Repeatable arrays and finite differences for tests. */
public final class Numbers {
  private Numbers() {}

  /** Independent N(0, 1) numbers in double precision. */
  public static INDArray gaussian(long salt, long... shape) {
    int length = 1;
    for (long size : shape) {
      length = Math.toIntExact(length * size);
    }
    float[] values = new float[length];
    new GaussianNoise(4711)
        .fill(salt, 0, 0, new NoiseSource.Step(NoiseSource.Kind.FORWARD, 0), values);
    return Nd4j.createFromArray(values).reshape(shape).castTo(DataType.DOUBLE);
  }

  /** Smooth images well inside [0, 1] in double precision. */
  public static INDArray images(long salt, long... shape) {
    INDArray images = gaussian(salt, shape).muli(0.12).addi(0.5);
    return Transforms.min(Transforms.max(images, 0.05), 0.95);
  }

  /** The inner product. */
  public static double dot(INDArray a, INDArray b) {
    return a.mul(b).sumNumber().doubleValue();
  }

  /** The gradient of half the squared norm of what was recorded. */
  public static INDArray energyGradient(Tape tape) {
    return tape.gradient(tape.output());
  }

  /** The derivative of {@code <f(x), cotangent>} along a direction, by central differences. */
  public static double slope(
      UnaryOperator<INDArray> f, INDArray x, INDArray direction, INDArray cotangent, double h) {
    double ahead = dot(f.apply(x.add(direction.mul(h))), cotangent);
    double behind = dot(f.apply(x.sub(direction.mul(h))), cotangent);
    return (ahead - behind) / (2 * h);
  }
}
