package org.purify4j.diagnose;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.victim.TestImages;

/**
 * A smooth classifier of 3×8×8 images by how much they resemble four patterns: logits = s·tanh(P·(x
 * − ½)).
 *
 * @param sharpness s
 */
record TemplateVictim(double sharpness) implements Classifier {
  static final int CLASSES = 4;
  private static final int PIXELS = 192;

  /** {@code [pixels, classes]}. */
  private static final INDArray PATTERNS =
      TestImages.uniform(17, -1, 1, DataType.FLOAT, PIXELS, CLASSES);

  private static final double SCALE = 0.12;

  /** Images of one pattern each, some of them faint; labelled by it, with ids 100, 101, ... */
  static LabelledImages images(int count) {
    INDArray images = Nd4j.create(DataType.FLOAT, count, 3, 8, 8);
    int[] labels = new int[count];
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      ids[i] = 100 + i;
      double contrast = 0.03 + 0.12 * i / count;
      INDArray pattern = PATTERNS.getColumn(labels[i]).reshape(3, 8, 8);
      INDArray grain = TestImages.uniform(900 + i, -0.05, 0.05, DataType.FLOAT, 3, 8, 8);
      images.slice(i).assign(pattern.mul(contrast).addi(0.5).addi(grain));
    }
    return new LabelledImages(images, labels, ids);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  private static INDArray hidden(INDArray images) {
    INDArray rows = images.dup('c').reshape('c', images.size(0), PIXELS).subi(0.5);
    return Transforms.tanh(rows.mmul(PATTERNS).muli(SCALE), false);
  }

  @Override
  public INDArray logits(INDArray images) {
    return hidden(images).muli(sharpness);
  }

  @Override
  public Tape record(INDArray images) {
    INDArray hidden = hidden(images);
    return Tape.of(
        hidden.mul(sharpness),
        ofLogits ->
            hidden
                .mul(hidden)
                .rsubi(1)
                .muli(ofLogits)
                .muli(sharpness * SCALE)
                .mmul(PATTERNS.transpose())
                .dup('c')
                .reshape('c', images.shape()));
  }
}
