package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;

/** Turns each 2×2 block of pixels into one pixel, by a transposition of axes. */
final class SpaceToDepthKernel implements Nd4jKernel {
  private final INDArray blocks;
  private final INDArray pixels;

  SpaceToDepthKernel(KernelContext context) {
    this.blocks = blocks(context.input(0));
    this.pixels = context.output().reshape('c', blocks.shape());
  }

  /** A view {@code [b, c, 2, 2, h/2, w/2]}. */
  private static INDArray blocks(INDArray map) {
    long height = map.size(2) / 2;
    long width = map.size(3) / 2;
    return map.reshape('c', map.size(0), map.size(1), height, 2, width, 2)
        .permute(0, 1, 3, 5, 2, 4);
  }

  @Override
  public void forward(Conditioning conditioning) {
    pixels.assign(blocks);
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    INDArray from = gradient.reshape('c', blocks.shape());
    INDArray to = blocks(targets[0]);
    return () -> to.assign(from);
  }
}
