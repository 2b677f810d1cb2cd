package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

/** A smooth classifier in double precision: logits = tanh(A·image)·B. */
public final class SmoothVictim implements Classifier {
  private static final int HIDDEN = 6;
  private final INDArray a;
  private final INDArray b;

  public SmoothVictim(int classes, int pixels) {
    a = Numbers.gaussian(91, pixels, HIDDEN).muli(2 / Math.sqrt(pixels));
    b = Numbers.gaussian(92, HIDDEN, classes);
  }

  @Override
  public int classes() {
    return (int) b.size(1);
  }

  @Override
  public INDArray logits(INDArray images) {
    return hidden(images).mmul(b);
  }

  private INDArray hidden(INDArray images) {
    INDArray rows = images.dup('c').reshape('c', images.size(0), -1);
    return Transforms.tanh(rows.mmul(a), false);
  }

  @Override
  public Tape record(INDArray images) {
    INDArray hidden = hidden(images);
    return Tape.of(
        hidden.mmul(b),
        ofLogits -> {
          INDArray ofHidden = ofLogits.mmul(b.transpose());
          ofHidden.muli(hidden.mul(hidden).rsub(1));
          return ofHidden.mmul(a.transpose()).dup('c').reshape('c', images.shape());
        });
  }
}
