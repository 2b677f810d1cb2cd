package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/** Computes the sinusoidal time embedding, on the host and in double precision. */
final class TimeEmbeddingKernel implements Nd4jKernel {
  private final INDArray output;
  private final double[] frequencies;
  private final int cosine;
  private final int sine;

  private TimeEmbeddingKernel(double[] frequencies, Halves halves, KernelContext context) {
    this.output = context.output();
    this.frequencies = frequencies;
    boolean cosineFirst = halves == Halves.COS_SIN;
    this.cosine = cosineFirst ? 0 : frequencies.length;
    this.sine = cosineFirst ? frequencies.length : 0;
  }

  static Nd4jKernel of(Op.TimeEmbedding op, KernelContext context) {
    return new TimeEmbeddingKernel(op.frequencies(), op.halves(), context);
  }

  static Nd4jKernel of(Op.FourierEmbedding op, KernelContext context) {
    double[] frequencies = op.angular(context.rawWeight(op.frequencies()).toDoubleVector());
    return new TimeEmbeddingKernel(frequencies, op.halves(), context);
  }

  @Override
  public void forward(Conditioning conditioning) {
    double[] times = conditioning.times();
    double[][] rows = new double[times.length][(int) output.size(1)];
    for (int image = 0; image < times.length; image++) {
      for (int i = 0; i < frequencies.length; i++) {
        double angle = times[image] * frequencies[i];
        rows[image][cosine + i] = Math.cos(angle);
        rows[image][sine + i] = Math.sin(angle);
      }
    }
    output.assign(Nd4j.createFromArray(rows));
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    throw new IllegalStateException("time embedding: does not depend on the image");
  }
}
