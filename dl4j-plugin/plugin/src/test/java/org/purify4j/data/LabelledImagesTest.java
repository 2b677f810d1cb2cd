package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.TestDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.train.ImageShape;

class LabelledImagesTest {
  private static final int IMAGES = 5;

  private static INDArray oneHot() {
    return Nd4j.eye(IMAGES).castTo(DataType.FLOAT);
  }

  private static DataSetIterator iterator(INDArray features, INDArray labels) {
    return new TestDataSetIterator(new DataSet(features, labels), 2);
  }

  private static INDArray pixels(long... shape) {
    long length = Nd4j.create(shape).length();
    return Nd4j.linspace(0, 1, length, DataType.FLOAT).reshape('c', shape);
  }

  @Test
  void anIteratorIsCollectedInOrder() {
    INDArray features = pixels(IMAGES, 1, 2, 3);
    LabelledImages images = LabelledImages.of(iterator(features, oneHot()));
    assertEquals(features, images.images());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, images.labels());
    assertArrayEquals(new long[] {0, 1, 2, 3, 4}, images.ids());
    assertEquals(3, LabelledImages.of(iterator(features, oneHot()), 3).size());
  }

  @Test
  void flatImagesNeedTheirShape() {
    INDArray features = pixels(IMAGES, 6);
    ImageShape shape = new ImageShape(1, 2, 3);
    LabelledImages images = LabelledImages.of(iterator(features, oneHot()), shape, 99);
    assertEquals(features.reshape('c', IMAGES, 1, 2, 3), images.images());
    assertRefused(features, oneHot(), "got features [2, 6], must be [n, c, h, w] (give the shape");
  }

  @Test
  void otherRangesAndLabelsAreRefused() {
    INDArray features = pixels(IMAGES, 1, 2, 3);
    assertRefused(features.mul(255), oneHot(), "must be within 0 to 1");
    assertRefused(features, oneHot().mul(0.9), "must be one-hot");
    assertRefused(features, Nd4j.ones(DataType.FLOAT, IMAGES, 3), "must be one-hot");
    assertRefused(features, Nd4j.ones(DataType.FLOAT, IMAGES, 1), "must be one-hot");
  }

  private static void assertRefused(INDArray features, INDArray labels, String said) {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class, () -> LabelledImages.of(iterator(features, labels)));
    assertTrue(failure.getMessage().contains(said), failure.getMessage());
  }
}
