package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImageFilesTest {
  @TempDir Path dir;

  @Test
  void channelsRowsAndColumnsAreWhereTheyBelong() throws IOException {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(2, 1, 0x0a64ff);
    Path file = dir.resolve("a.png");
    ImageIO.write(picture, "png", file.toFile());
    INDArray image = ImageFiles.read(file);
    assertArrayEquals(new long[] {1, 3, 2, 3}, image.shape());
    assertEquals(10 / 255.0, image.getDouble(0, 0, 1, 2), 1e-7);
    assertEquals(100 / 255.0, image.getDouble(0, 1, 1, 2), 1e-7);
    assertEquals(1.0, image.getDouble(0, 2, 1, 2), 1e-7);
    assertEquals(3 * 2 * 3 - 3, image.eq(0).castTo(image.dataType()).sumNumber().intValue());
  }

  @Test
  void writingRoundsAndHoldsValuesToTheEnds() throws IOException {
    INDArray image =
        Nd4j.createFromArray(-0.5f, 0.5f, 2f, 100.4f / 255, 100.6f / 255, 1f)
            .reshape('c', 1, 3, 1, 2);
    Path file = dir.resolve("b.png");
    ImageFiles.write(image, file);
    float[] read = ImageFiles.read(file).mul(255).data().asFloat();
    assertArrayEquals(new float[] {0, 128, 255, 100, 101, 255}, read, 1e-3f);
  }

  @Test
  void greyIsNotBrightened() throws IOException {
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setSample(0, 0, 0, 100);
    Path file = dir.resolve("grey.png");
    ImageIO.write(picture, "png", file.toFile());
    assertArrayEquals(
        new float[] {100, 100, 100}, ImageFiles.read(file).mul(255).data().asFloat(), 1e-3f);
  }

  @Test
  void jpegIsRead() throws IOException {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, 0x406080);
    }
    Path file = dir.resolve("c.jpg");
    ImageIO.write(picture, "jpg", file.toFile());
    INDArray image = ImageFiles.read(file).mul(255);
    assertEquals(0x40, image.getDouble(0, 0, 5, 5), 3);
    assertEquals(0x60, image.getDouble(0, 1, 5, 5), 3);
    assertEquals(0x80, image.getDouble(0, 2, 5, 5), 3);
  }

  @Test
  void directoriesAreListedByName() throws IOException {
    for (String name : List.of("b.png", "a.JPG", "notes.txt")) {
      Files.write(dir.resolve(name), new byte[1]);
    }
    List<Path> listed = ImageFiles.list(dir);
    assertEquals(List.of(dir.resolve("a.JPG"), dir.resolve("b.png")), listed);
  }

  @Test
  void whatIsNoPictureIsRefusedByName() throws IOException {
    Path text = Files.writeString(dir.resolve("t.png"), "not a picture");
    IOException failure = assertThrows(IOException.class, () -> ImageFiles.read(text));
    assertTrue(failure.getMessage().contains("t.png"), failure.getMessage());
    Path whole = dir.resolve("whole.png");
    ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", whole.toFile());
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(dir.resolve("cut.png"), java.util.Arrays.copyOf(bytes, 50));
    assertThrows(IOException.class, () -> ImageFiles.read(cut));
    assertThrows(IOException.class, () -> ImageFiles.list(dir.resolve("missing")));
  }

  @Test
  void oneImageAtATimeIsWritten() {
    INDArray two = Nd4j.createFromArray(new float[6]).reshape('c', 2, 3, 1, 1);
    assertThrows(
        IllegalArgumentException.class, () -> ImageFiles.write(two, dir.resolve("two.png")));
  }
}
