package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A smooth stand-in for a diffusion network: ε = 0.6·x + 0.3·sin(2x + time), and, if it has six
 * output channels, v = cos(x + time).
 */
public final class SmoothNetwork implements ExecutableNetwork {
  private final int batchSize;
  private final int outputs;

  public SmoothNetwork(int batchSize, int outputs) {
    this.batchSize = batchSize;
    this.outputs = outputs;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    double time = conditioning.times()[0];
    INDArray noise = x.mul(0.6).addi(Transforms.sin(x.mul(2).addi(time), false).muli(0.3));
    return outputs == 3 ? noise : Nd4j.concat(1, noise, Transforms.cos(x.add(time), false));
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    INDArray output = forward(x, conditioning);
    double time = conditioning.times()[0];
    return new Tape() {
      @Override
      public INDArray output() {
        return output;
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        return SmoothNetwork.this.gradient(x, time, cotangent);
      }
    };
  }

  private INDArray gradient(INDArray x, double time, INDArray flow) {
    INDArray slope = Transforms.cos(x.mul(2).addi(time), false).muli(0.6).addi(0.6);
    if (outputs == 3) {
      return slope.muli(flow);
    }
    INDArray ofNoise = channels(flow, 0).mul(slope);
    return ofNoise.subi(channels(flow, 3).mul(Transforms.sin(x.add(time), false)));
  }

  private static INDArray channels(INDArray output, int from) {
    return output.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + 3));
  }

  @Override
  public void close() {}
}
