package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.train.ImageShape;

/** Pixels that are transparent, or of no colour of the palette. */
class PicturePixelsTest {
  private static final byte[] NONE = {};
  private static final byte[] PALETTE = {1, 1, 1, 2, 2, 2, 3, 3, 3};
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int INDEX = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;
  @TempDir Path dir;

  private float[] read(byte[] file) throws IOException {
    return ImageFiles.read(Files.write(dir.resolve("p"), file)).mul(255).data().asFloat();
  }

  private void assertRefused(String what, byte[] bytes, String reason) throws IOException {
    Path file = Files.write(dir.resolve("p"), bytes);
    IOException failure = assertThrows(IOException.class, () -> ImageFiles.read(file), what);
    assertTrue(failure.getMessage().startsWith(file + ": " + reason), failure.getMessage());
  }

  @Test
  void transparentPixelsAreRefused() throws IOException {
    byte white = (byte) 255;
    byte nearly = (byte) 254;
    Map<String, byte[]> files =
        Map.of(
            "grey and alpha",
            HandMadePictures.png(2, 8, GREY_ALPHA, NONE, NONE, (byte) 7, white, (byte) 9, nearly),
            "rgb and alpha",
            HandMadePictures.png(1, 8, RGB_ALPHA, NONE, NONE, (byte) 7, (byte) 7, (byte) 7, nearly),
            "16 bits",
            HandMadePictures.png(1, 16, GREY_ALPHA, NONE, NONE, (byte) 7, (byte) 0, white, nearly),
            "clear colour",
            HandMadePictures.png(
                1, 8, RGB, NONE, new byte[] {0, 1, 0, 2, 0, 3}, (byte) 1, (byte) 2, (byte) 3),
            "clear grey",
            HandMadePictures.png(2, 8, GREY, NONE, new byte[] {0, 7}, (byte) 100, (byte) 7),
            "clear grey of 4 bits",
            HandMadePictures.png(2, 4, GREY, NONE, new byte[] {0, 7}, (byte) 0xa7),
            "clear grey of 1 bit",
            HandMadePictures.png(2, 1, GREY, NONE, new byte[] {0, 1}, (byte) 0x40),
            "clear palette colour",
            HandMadePictures.png(2, 8, INDEX, PALETTE, new byte[] {white, 0}, (byte) 0, (byte) 1));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertRefused(file.getKey(), file.getValue(), "got transparent pixels, must be opaque (");
    }
  }

  @Test
  void opaquePicturesKeepTheirValuesWhateverCouldBeTransparent() throws IOException {
    assertArrayEquals(
        new float[] {119, 170, 119, 170, 119, 170},
        read(HandMadePictures.png(2, 4, GREY, NONE, new byte[] {0, 9}, (byte) 0x7a)),
        1e-3f);
    assertArrayEquals(
        new float[] {1, 3, 1, 3, 1, 3},
        read(
            HandMadePictures.png(
                2, 8, INDEX, PALETTE, new byte[] {(byte) 255, 0}, (byte) 0, (byte) 2)),
        1e-3f);
    assertArrayEquals(
        new float[] {7, 7, 7},
        read(HandMadePictures.png(1, 8, GREY_ALPHA, NONE, NONE, (byte) 7, (byte) 255)),
        1e-3f);
    assertArrayEquals(new float[] {1, 6, 1, 6, 1, 6}, read(HandMadePictures.gif(3, 1, 6)), 1e-3f);
    assertArrayEquals(
        new float[] {1, 2, 3, 3, 1, 2, 3, 3, 1, 2, 3, 3},
        read(HandMadePictures.bmp((byte) 0, (byte) 1, (byte) 2, (byte) 2)),
        1e-3f);
  }

  @Test
  void coloursBeyondThePaletteAreRefused() throws IOException {
    assertRefused(
        "2 bits",
        HandMadePictures.png(4, 2, INDEX, PALETTE, NONE, (byte) 0b00011011),
        "the picture is damaged (got colour 3 of a palette of 3, counted from 0)");
    assertRefused(
        "8 bits",
        HandMadePictures.png(2, 8, INDEX, PALETTE, NONE, (byte) 1, (byte) 200),
        "the picture is damaged (got colour 200 of a palette of 3");
    for (int bits = 1; bits < 8; bits++) {
      int colours = 1 << bits;
      assertRefused(
          bits + " bits",
          HandMadePictures.gif(bits, 1, colours),
          "the picture is damaged (got colour " + colours + " of a palette of " + colours);
    }
    assertRefused(
        "BMP",
        HandMadePictures.bmp((byte) 0, (byte) 1, (byte) 2, (byte) 3),
        "the picture is damaged (got colour 3 of a palette of 3");
  }

  /** Training and labelled folders read more formats, by the same check. */
  @Test
  void foldersRefuseThemToo() throws IOException {
    BufferedImage half = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    half.setRGB(0, 0, 0x80102030);
    Path folder = Files.createDirectories(dir.resolve("in/a"));
    Files.createDirectories(dir.resolve("in/b"));
    for (String format : new String[] {"png", "tif", "gif"}) {
      Path file = folder.resolve("half." + format);
      assertTrue(ImageIO.write(half, format, file.toFile()), format);
      for (IOException failure :
          new IOException[] {
            assertThrows(
                IOException.class, () -> ImageFolder.open(folder, new ImageShape(3, 8, 8)).close()),
            assertThrows(
                IOException.class,
                () -> ClassFolders.of(dir.resolve("in")).read(Optional.of(8), 3, 1))
          }) {
        assertTrue(
            failure.getMessage().startsWith(file + ": got transparent pixels, must be opaque ("),
            failure.getMessage());
      }
      Files.delete(file);
    }
  }

  @Test
  void whatIsNoPictureIsCounted() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("in/a"));
    Files.createDirectories(dir.resolve("in/b"));
    BufferedImage whole = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(whole, "png", folder.resolve("p.png").toFile());
    assertEquals(Optional.empty(), ImageFiles.passedOver(folder).remark(folder));
    Files.writeString(folder.resolve("notes.txt"), "none");
    Files.writeString(folder.resolve(".hidden"), "none");
    Files.createSymbolicLink(folder.resolve("lost.png"), Path.of("nowhere.png"));
    Files.createSymbolicLink(folder.resolve("loop"), dir.resolve("in"));
    Files.createSymbolicLink(folder.resolve("null.png"), Path.of("/dev/null"));
    Files.createSymbolicLink(folder.resolve("q.png"), folder.resolve("p.png"));
    Files.createSymbolicLink(dir.resolve("in/c"), Path.of("nowhere"));
    assertEquals(2, ImageFiles.list(folder).size(), "links to files are followed");
    String counted =
        "1 file not named as a picture (notes.txt), %s," + " 1 device or pipe (null.png).";
    String two = "2 links to nothing or to a folder (loop, ...)";
    String three = "3 links to nothing or to a folder (c, ...)";
    assertEquals(
        folder + ": passed over " + counted.formatted(two),
        ImageFiles.passedOver(folder).remark(folder).orElseThrow());
    assertEquals(ImageFiles.passedOver(folder), ImageFolder.passedOver(folder));
    Path in = dir.resolve("in");
    assertEquals(
        in + ": passed over " + counted.formatted(three),
        ClassFolders.of(in).passedOver().remark(in).orElseThrow());
  }

  @Test
  void aFolderMayBeALinkItself() throws IOException {
    Path folder = Files.createDirectories(dir.resolve("elsewhere"));
    ImageIO.write(
        new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("p.png").toFile());
    Path in = Files.createDirectories(dir.resolve("in/a")).getParent();
    Path link = Files.createSymbolicLink(in.resolve("b"), folder);
    assertEquals(1, ImageFiles.list(link).size());
    assertArrayEquals(new int[] {1}, ClassFolders.of(in).read(Optional.empty(), 3, 9).labels());
  }
}
