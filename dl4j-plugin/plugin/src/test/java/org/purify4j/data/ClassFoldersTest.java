package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassFoldersTest {
  @TempDir Path dir;

  /** A picture whose red, green and blue are these levels. */
  private void picture(String name, int height, int width, int... rgb) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    INDArray image = Nd4j.create(DataType.FLOAT, 1, 3, height, width);
    for (int c = 0; c < rgb.length; c++) {
      image.tensorAlongDimension(c, 2, 3).assign(rgb[c] / 255.0);
    }
    ImageFiles.write(image, file);
  }

  @Test
  void sortedNamesAreTheClassesAndPicturesAreTakenInTurn() throws IOException {
    picture("b/1.png", 2, 4, 10, 20, 30);
    picture("b/2.png", 2, 4, 40, 50, 60);
    picture("a/x.png", 2, 4, 70, 80, 90);
    picture("c/.hidden.png", 2, 4, 1, 1, 1);
    picture(".cache/1.png", 2, 4, 1, 1, 1);
    Files.writeString(dir.resolve("a/notes.txt"), "no picture");
    ClassFolders folders = ClassFolders.of(dir);
    assertEquals(List.of("a", "b", "c"), folders.names());
    assertEquals(3, folders.size());
    LabelledImages images = folders.read(Optional.empty(), 3, 99);
    assertArrayEquals(new int[] {0, 1, 1}, images.labels());
    assertArrayEquals(new long[] {0, 1, 2}, images.ids());
    assertArrayEquals(new long[] {3, 3, 2, 4}, images.images().shape());
    assertEquals(70 / 255.0, images.images().getDouble(0, 0, 1, 3), 1e-6);
    assertEquals(30 / 255.0, images.images().getDouble(1, 2, 1, 3), 1e-6);
    assertEquals(50 / 255.0, images.images().getDouble(2, 1, 0, 0), 1e-6);
    assertEquals(1, folders.read(Optional.empty(), 3, 1).size());
  }

  @Test
  void coloursBecomeGreyAndSizesOneOnRequest() throws IOException {
    picture("a/1.png", 8, 8, 200, 100, 50);
    picture("b/1.png", 12, 16, 30, 30, 30);
    ClassFolders folders = ClassFolders.of(dir);
    IOException failure =
        assertThrows(IOException.class, () -> folders.read(Optional.empty(), 3, 9));
    assertTrue(failure.getMessage().contains("1.png: got 16x12 pixels, must be 8x8"));
    INDArray images = folders.read(Optional.of(4), 1, 9).images();
    assertArrayEquals(new long[] {2, 1, 4, 4}, images.shape());
    // 0.299·200 + 0.587·100 + 0.114·50 = 124.2
    assertEquals(124 / 255.0, images.getDouble(0, 0, 1, 1), 1e-6);
    assertEquals(30 / 255.0, images.getDouble(1, 0, 1, 1), 1e-6);
  }

  @Test
  void whatIsInNoClassIsRefused() throws IOException {
    picture("a/1.png", 2, 2);
    assertTrue(
        assertThrows(IOException.class, () -> ClassFolders.of(dir))
            .getMessage()
            .endsWith("got 1 folder, must have one for each class, at least 2"));
    picture("b/1.png", 2, 2);
    picture("stray.png", 2, 2);
    assertTrue(
        assertThrows(IOException.class, () -> ClassFolders.of(dir))
            .getMessage()
            .startsWith(dir.resolve("stray.png") + ": is beside the folders of the classes"));
  }

  @Test
  void aPictureThatJavaCannotReadIsNotLeftOut() throws IOException {
    picture("a/1.png", 2, 2);
    picture("b/1.png", 2, 2);
    Files.writeString(dir.resolve("a/2.webp"), "RIFF....WEBP");
    IOException failure =
        assertThrows(IOException.class, () -> ClassFolders.of(dir).read(Optional.empty(), 3, 9));
    assertTrue(failure.getMessage().contains("2.webp: not a readable picture"));
  }

  @Test
  void theDigestIsThatOfNamesAndContents() throws IOException {
    picture("a/1.png", 2, 2);
    picture("b/1.png", 2, 2);
    String before = ClassFolders.of(dir).sha256();
    Files.move(dir.resolve("b/1.png"), dir.resolve("b/2.png"));
    String renamed = ClassFolders.of(dir).sha256();
    assertNotEquals(before, renamed);
    picture("b/2.png", 2, 2, 1);
    assertNotEquals(renamed, ClassFolders.of(dir).sha256());
  }
}
