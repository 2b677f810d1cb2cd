package org.purify4j.victim;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reproducible test arrays, made without any global random state. */
public final class TestImages {
  private TestImages() {}

  /** Uniform in [0, 1). */
  public static INDArray uniform(long seed, DataType type, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = 1;
    for (long size : shape) {
      length *= Math.toIntExact(size);
    }
    double[] values = random.doubles(length).toArray();
    return Nd4j.createFromArray(values).reshape(shape).castTo(type);
  }

  /** Uniform in [low, high). */
  public static INDArray uniform(long seed, double low, double high, DataType type, long... shape) {
    return uniform(seed, type, shape).mul(high - low).add(low);
  }
}
