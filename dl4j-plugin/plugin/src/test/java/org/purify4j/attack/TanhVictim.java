package org.purify4j.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A smooth network of one hidden layer: logits = tanh(x · inner + innerBias) · outer + outerBias.
 */
record TanhVictim(INDArray inner, INDArray innerBias, INDArray outer, INDArray outerBias)
    implements Classifier {
  @Override
  public int classes() {
    return (int) outer.size(1);
  }

  private INDArray hidden(INDArray images) {
    INDArray rows = images.reshape('c', images.size(0), inner.size(0));
    return Transforms.tanh(rows.mmul(inner).addRowVector(innerBias), false);
  }

  @Override
  public INDArray logits(INDArray images) {
    return hidden(images).mmul(outer).addRowVector(outerBias);
  }

  @Override
  public Tape record(INDArray images) {
    INDArray hidden = hidden(images);
    INDArray slope = hidden.mul(hidden).rsub(1);
    return Tape.of(
        hidden.mmul(outer).addRowVector(outerBias),
        cotangent ->
            cotangent
                .mmul(outer.transpose())
                .mul(slope)
                .mmul(inner.transpose())
                .reshape(images.shape()));
  }
}
