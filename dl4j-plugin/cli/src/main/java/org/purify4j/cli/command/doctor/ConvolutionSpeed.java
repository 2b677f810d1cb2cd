package org.purify4j.cli.command.doctor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** A short measurement of the operation that purification spends most of its time in. */
final class ConvolutionSpeed {
  private static final int BATCH = 8;
  private static final int CHANNELS = 128;
  private static final int SIZE = 32;
  private static final int KERNEL = 3;
  private static final int REPEATS = 5;

  /** Below this, in GFLOPS per thread, convolutions do not go through oneDNN's fast kernels. */
  static final double SLOW_PER_THREAD = 30;

  private ConvolutionSpeed() {}

  /** The best of a few 3×3 convolutions of 128 channels, in 10⁹ operations a second. */
  static double gigaflops() {
    INDArray x = Nd4j.ones(DataType.FLOAT, BATCH, CHANNELS, SIZE, SIZE);
    INDArray weights = Nd4j.ones(DataType.FLOAT, KERNEL, KERNEL, CHANNELS, CHANNELS);
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(KERNEL)
            .kW(KERNEL)
            .paddingMode(PaddingMode.SAME)
            .dataFormat("NCHW")
            .build();
    double best = Double.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      INDArray result = Nd4j.exec(new Conv2D(x, weights, null, config))[0];
      best = Math.min(best, System.nanoTime() - start);
      result.close();
    }
    double operations = 2.0 * BATCH * SIZE * SIZE * CHANNELS * CHANNELS * KERNEL * KERNEL;
    return operations / best;
  }
}
