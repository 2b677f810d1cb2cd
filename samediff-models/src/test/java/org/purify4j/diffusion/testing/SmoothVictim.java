package org.purify4j.diffusion.testing;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;

/** A smooth classifier with exact second derivatives: logits = tanh(A·image)·B. */
public final class SmoothVictim implements Classifier {
  private static final int HIDDEN = 6;
  private final INDArray a;
  private final INDArray b;

  /** In double precision. */
  public SmoothVictim(int classes, int pixels) {
    this(classes, pixels, DataType.DOUBLE);
  }

  /** In the precision of its images. */
  public SmoothVictim(int classes, int pixels, DataType type) {
    a = Numbers.gaussian(91, pixels, HIDDEN).muli(2 / Math.sqrt(pixels)).castTo(type);
    b = Numbers.gaussian(92, HIDDEN, classes).castTo(type);
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

  @Override
  public DualTape recordAlong(INDArray images, INDArray direction) {
    INDArray hidden = hidden(images);
    INDArray slope = hidden.mul(hidden).rsubi(1);
    INDArray change = direction.dup('c').reshape('c', images.size(0), -1).mmul(a).muli(slope);
    INDArray bent = hidden.mul(change).muli(-2);
    return new ClosedForm(
        hidden.mmul(b),
        change.mmul(b),
        v -> image(v.mmul(b.transpose()).muli(slope), images),
        (v, ofV) ->
            image(
                ofV.mmul(b.transpose()).muli(slope).addi(v.mmul(b.transpose()).muli(bent)),
                images));
  }

  private INDArray image(INDArray ofHidden, INDArray like) {
    return ofHidden.mmul(a.transpose()).dup('c').reshape('c', like.shape());
  }

  @Override
  public SecondDerivative secondDerivative() {
    return SecondDerivative.EXACT;
  }
}
