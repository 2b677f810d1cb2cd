package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;

/** Looks up the learned vector of each image's class. */
final class ClassEmbeddingKernel implements Nd4jKernel {
  private final INDArray table;
  private final INDArray output;

  ClassEmbeddingKernel(Op.ClassEmbedding op, KernelContext context) {
    this.table = context.arena().constant(context.rawWeight(op.table()));
    this.output = context.output();
  }

  @Override
  public void forward(Conditioning conditioning) {
    int[] classes = conditioning.classes();
    for (int image = 0; image < classes.length; image++) {
      output.getRow(image).assign(table.getRow(classes[image]));
    }
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    throw new IllegalStateException("class embedding: does not depend on the image");
  }
}
