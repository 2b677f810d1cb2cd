package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.train.ImageShape;

/** Pictures in all their forms; the right values of the PNG files are those of their own bytes. */
class PicturesTest {
  @TempDir Path dir;

  private static Path picture(String name) {
    URL url =
        Objects.requireNonNull(
            PicturesTest.class.getResource("/pictures/" + name), () -> "no such picture: " + name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // name, pixel (x = 3, y = 2), pixel (20, 11), tolerance in levels
    "gray1.png, 0 0 0, 255 255 255, 0",
    "gray2.png, 0 0 0, 170 170 170, 0",
    "gray4.png, 17 17 17, 170 170 170, 0",
    "gray8.png, 24 24 24, 164 164 164, 0",
    "gray16.png, 25 25 25, 165 165 165, 1",
    "palette.png, 57 24 198, 189 86 66, 0",
    "rgb8.png, 24 24 24, 164 164 164, 0",
    "rgb8-gama.png, 24 24 24, 164 164 164, 0",
    "rgb16.png, 25 25 25, 165 165 165, 1",
    "interlaced.png, 24 16 231, 164 90 91, 1",
    "noexif.jpg, 24 16 231, 164 90 91, 4",
    "exif6.jpg, 24 16 231, 164 90 91, 4",
    "prog.jpg, 24 16 231, 164 90 91, 4",
    "gray.jpg, 24 24 24, 164 164 164, 4",
  })
  void everyFormHasItsRightValues(String name, String one, String other, int tolerance)
      throws IOException {
    INDArray image = ImageFiles.read(picture(name));
    assertPixel(one, image, 3, 2, tolerance);
    assertPixel(other, image, 20, 11, tolerance);
  }

  private static void assertPixel(String rgb, INDArray image, int x, int y, int tolerance) {
    String[] levels = rgb.split(" ");
    for (int c = 0; c < levels.length; c++) {
      assertEquals(
          Integer.parseInt(levels[c]),
          255 * image.getDouble(0, c, y, x),
          tolerance + 1e-3,
          "channel " + c + " at " + x + ", " + y);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cmyk-solid.jpg, got a picture in CMYK",
    "trunc2.jpg, the picture is damaged",
    "trunc.jpg, the picture is damaged",
    "trunc.png, the picture is damaged",
    "web.webp, not a readable picture",
    "gray-alpha8.png, got transparent pixels",
    "rgba.png, got transparent pixels",
  })
  void whatIsDamagedOrOfAnotherKindIsRefused(String name, String said) {
    Path file = picture(name);
    IOException failure = assertThrows(IOException.class, () -> ImageFiles.read(file));
    assertTrue(failure.getMessage().startsWith(file + ": " + said), failure.getMessage());
  }

  @Test
  void wholeOnesOfTheSameOriginAreRead() throws IOException {
    for (String name : List.of("n.jpg", "tj.jpg")) {
      assertEquals(4, ImageFiles.read(picture(name)).rank());
    }
  }

  /** Half a picture, in any format that training reads. */
  @ParameterizedTest
  @CsvSource({"png", "jpg", "gif", "bmp"})
  void halfAPictureIsRefused(String format) throws IOException {
    BufferedImage whole = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 64 * 64; i++) {
      whole.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
    }
    Path file = dir.resolve("whole." + format);
    assertTrue(ImageIO.write(whole, format, file.toFile()));
    ImageShape shape = new ImageShape(3, 64, 64);
    ImageFolder.open(dir, shape).close();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    IOException failure =
        assertThrows(IOException.class, () -> ImageFolder.open(dir, shape).close());
    assertTrue(failure.getMessage().contains("damaged"), failure.getMessage());
  }

  @Test
  void greyIsReadAsOneChannelAndColoursAreNot() throws IOException {
    INDArray grey = ImageFiles.read(picture("gray8.png"), 1);
    assertEquals(1, grey.size(1));
    assertEquals(24 / 255.0, grey.getDouble(0, 0, 2, 3), 1e-6);
    Path copy = dir.resolve("grey.png");
    ImageFiles.write(grey, copy);
    assertEquals(BufferedImage.TYPE_BYTE_GRAY, ImageIO.read(copy.toFile()).getType());
    assertEquals(grey, ImageFiles.read(copy, 1));
    IOException failure =
        assertThrows(IOException.class, () -> ImageFiles.read(picture("palette.png"), 1));
    assertTrue(failure.getMessage().contains("in colour, must be grey"), failure.getMessage());
  }

  @Test
  void leftoversOfOtherProgramsAreNotListed() throws IOException {
    Files.createDirectories(dir.resolve("sub/.ipynb_checkpoints"));
    Files.createDirectories(dir.resolve("__MACOSX"));
    for (String name :
        List.of(
            "a.png",
            "sub/b.png",
            "._a.png",
            "sub/.ipynb_checkpoints/b-checkpoint.png",
            "__MACOSX/._a.png")) {
      Files.copy(picture("rgb8.png"), dir.resolve(name));
    }
    assertEquals(List.of(dir.resolve("a.png"), dir.resolve("sub/b.png")), ImageFiles.list(dir));
    assertEquals(2, ImageFolder.open(dir, new ImageShape(3, 8, 8)).size());
  }
}
