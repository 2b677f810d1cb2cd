package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A diffusion network for images near grey: the best one for pixels that are normal with deviation
 * σ, ε = x·√(1−ᾱ)/(ᾱσ² + 1 − ᾱ), and a little of sin 5x. Its time input is ᾱ.
 */
record SmoothPriorNetwork(int batchSize) implements ExecutableNetwork {
  private static final double VARIANCE = 0.04;
  private static final double FREQUENCY = 5;
  private static final double WAVE = 0.15;

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    INDArray wave = Transforms.sin(x.mul(FREQUENCY), false).muli(WAVE);
    return x.mul(slope(conditioning)).addi(wave);
  }

  private static double slope(Conditioning conditioning) {
    double kept = conditioning.times()[0];
    return Math.sqrt(1 - kept) / (kept * VARIANCE + 1 - kept);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    INDArray kept = x.dup('c');
    return Tape.of(
        forward(x, conditioning),
        flow ->
            Transforms.cos(kept.mul(FREQUENCY), false)
                .muli(FREQUENCY * WAVE)
                .addi(slope(conditioning))
                .muli(flow));
  }

  @Override
  public void close() {}
}
