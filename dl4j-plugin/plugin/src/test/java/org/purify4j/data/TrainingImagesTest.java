package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/** Files and iterators that training images come from. */
class TrainingImagesTest {
  @TempDir Path dir;

  @Test
  void mnistIsPaddedAndReplicated() throws IOException {
    Path images = dir.resolve("images.gz");
    ByteBuffer bytes = ByteBuffer.allocate(16 + 2 * 6).putInt(2051).putInt(2).putInt(2).putInt(3);
    for (int i = 0; i < 12; i++) {
      bytes.put((byte) (20 * i));
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(images))) {
      out.write(bytes.array());
    }
    Path labels = dir.resolve("labels");
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, 9});
    try (ImageSet set = Mnist.open(images, Optional.of(labels), new ImageShape(3, 4, 5))) {
      assertEquals(2, set.size());
      float[] values = new float[1 + 60];
      assertEquals(9, set.read(1, values, 1));
      float[] plane = {
        0, 0, 0, 0, 0, 0, 120, 140, 160, 0, 0, 180, 200, 220, 0, 0, 0, 0, 0, 0,
      };
      for (int i = 0; i < 60; i++) {
        assertEquals(plane[i % 20] / 255, values[1 + i], 1e-6);
      }
    }
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> Mnist.open(labels, Optional.empty(), new ImageShape(1, 28, 28)));
    assertEquals(
        labels + ": got magic number 2049, must be 2051 of MNIST's idx format",
        refusal.getMessage());
  }

  @Test
  void cifarIsReadInAnyOrder() throws IOException {
    byte[] record = new byte[3 * 3073];
    record[3073] = 4;
    record[3073 + 1] = (byte) 255;
    record[3073 + 1 + 1024] = 51;
    Path file = Files.write(dir.resolve("data.bin"), record);
    try (ImageSet set = Cifar10.open(List.of(file, file))) {
      assertEquals(6, set.size());
      float[] values = new float[3072];
      assertEquals(4, set.read(4, values, 0));
      assertEquals(1f, values[0]);
      assertEquals(0.2f, values[1024]);
      assertEquals(0, set.read(0, values, 0));
      assertEquals(0f, values[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void picturesFillTheSizeAndAreCutInTheMiddle(String format) throws IOException {
    // red, green, blue from left to right; what hangs over is red and blue
    BufferedImage picture = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 100, 100);
    graphics.setColor(Color.GREEN);
    graphics.fillRect(100, 0, 100, 100);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(200, 0, 100, 100);
    graphics.dispose();
    Path folder = Files.createDirectories(dir.resolve("pictures/b"));
    ImageIO.write(picture, format, folder.resolve("one." + format).toFile());
    ImageIO.write(
        picture,
        format,
        Files.createDirectories(dir.resolve("pictures/a")).resolve("two." + format).toFile());
    try (ImageSet set = ImageFolder.open(dir.resolve("pictures"), new ImageShape(3, 8, 8))) {
      assertEquals(2, set.size());
      float[] values = new float[192];
      assertEquals(1, set.read(1, values, 0));
      for (int i = 0; i < 64; i++) {
        boolean inside = i % 8 > 0 && i % 8 < 7;
        if (inside) {
          assertEquals(0, values[i], 0.1);
          assertEquals(1, values[64 + i], 0.1);
          assertEquals(0, values[128 + i], 0.1);
        }
      }
    }
    try (ImageSet set = ImageFolder.open(dir.resolve("pictures"), new ImageShape(1, 8, 8))) {
      float[] values = new float[64];
      set.read(0, values, 0);
      assertEquals(0.587, values[8 * 4 + 4], 0.05, "the green of BT.601");
    }
  }

  @Test
  void anIteratorGoesRoundAndBack() {
    INDArray features = Nd4j.linspace(DataType.FLOAT, 0, 0.1, 10).reshape(10, 1, 1, 1);
    INDArray labels = Nd4j.eye(10);
    IteratorImages images =
        new IteratorImages(
            new ViewIterator(new DataSet(features, labels), 5), new ImageShape(1, 1, 1));
    float[] pixels = new float[4];
    int[] classes = new int[4];
    images.read(8, pixels, classes);
    assertArrayEquals(new int[] {8, 9, 0, 1}, classes);
    assertArrayEquals(new float[] {0.8f, 0.9f, 0f, 0.1f}, pixels, 1e-6f);
    images.read(12, pixels, classes);
    assertArrayEquals(new int[] {2, 3, 4, 5}, classes);
    images.read(0, pixels, classes);
    assertArrayEquals(new int[] {0, 1, 2, 3}, classes);
    IteratorImages bright =
        new IteratorImages(
            new ViewIterator(new DataSet(features.mul(255), labels), 5), new ImageShape(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> bright.read(0, pixels, classes));
  }
}
