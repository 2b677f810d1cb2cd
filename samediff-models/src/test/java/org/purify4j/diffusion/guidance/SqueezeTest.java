package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.testing.Numbers;

class SqueezeTest {
  @Test
  void bitDepthRoundsToLevels() {
    INDArray images = Nd4j.createFromArray(0.1, 0.2, 0.5, 0.9).reshape(1, 1, 2, 2);
    double[] squeezed = new BitDepth(2).apply(images).dup('c').data().asDouble();
    assertArrayEquals(new double[] {0, 1 / 3.0, 2 / 3.0, 1}, squeezed, 1e-12);
    assertEquals(0, new BitDepth(2).pullback(images, images).amaxNumber().doubleValue());
    assertThrows(IllegalArgumentException.class, () -> new BitDepth(8));
  }

  @Test
  void medianByHand() {
    INDArray images =
        Nd4j.createFromArray(9.0, 2, 3, 4, 5, 6, 7, 8, 1).divi(10).reshape(1, 1, 3, 3);
    INDArray squeezed = new MedianFilter(3).apply(images);
    // centre: 1..9 sorted; corner: 9 9 2 9 9 2 4 4 5 sorted is 2 2 4 4 5 9 9 9 9
    assertEquals(0.5, squeezed.getDouble(0, 0, 1, 1), 1e-12);
    assertEquals(0.5, squeezed.getDouble(0, 0, 0, 0), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new MedianFilter(4));
  }

  @Test
  void medianGradientAgreesWithFiniteDifferences() {
    long[] shape = {2, 3, 5, 6};
    MedianFilter median = new MedianFilter(3);
    INDArray images = Numbers.images(1, shape);
    INDArray cotangent = Numbers.gaussian(2, shape);
    INDArray direction = Numbers.gaussian(3, shape);
    double expected = Numbers.slope(median::apply, images, direction, cotangent, 1e-8);
    double slope = Numbers.dot(median.pullback(images, cotangent), direction);
    assertEquals(expected, slope, 1e-5 * Math.abs(expected));
  }

  @Test
  void jpegKeepsFlatColourAndDropsFineNoise() {
    long[] shape = {2, 3, 16, 16};
    INDArray flat = Nd4j.valueArrayOf(shape, 0.5);
    INDArray noisy = flat.add(Numbers.gaussian(1, shape).muli(2 / 255.0));
    INDArray squeezed = new Jpeg(20).apply(noisy);
    double before = noisy.sub(flat).norm2Number().doubleValue();
    double after = squeezed.sub(flat).norm2Number().doubleValue();
    assertEquals(0, after / before, 0.5);
    INDArray faithful = new Jpeg(100).apply(flat);
    assertEquals(0, faithful.sub(flat).amaxNumber().doubleValue(), 1.5 / 255);
  }

  @Test
  void jpegKeepsChannelsApartAndInOrder() {
    INDArray red = Nd4j.zeros(1, 3, 16, 16);
    red.slice(0).slice(0).assign(1);
    INDArray squeezed = new Jpeg(95).apply(red);
    assertEquals(0, squeezed.sub(red).amaxNumber().doubleValue(), 5 / 255.0);
    assertThrows(IllegalArgumentException.class, () -> new Jpeg(0));
    assertThrows(IllegalArgumentException.class, () -> new Jpeg(50).apply(Nd4j.zeros(1, 1, 8, 8)));
  }
}
