package org.purify4j.importers.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.checkpoint.ImportException;

class NpzTest {
  @Test
  void doublesStayDoubles() {
    try (Npz npz = Npz.open(Goldens.file("arrays.npz"))) {
      assertArrayEquals(new double[] {1e-4, 0.1, 1 / 3.0, 1e300}, npz.doubles("doubles"), 0);
      assertEquals(DataType.DOUBLE, npz.array("doubles").dataType());
      assertArrayEquals(new long[] {0, 40, 960}, npz.longs("longs"));
    }
  }

  @Test
  void shapesStringsAndScalars() {
    try (Npz npz = Npz.open(Goldens.file("arrays.npz"))) {
      assertEquals("100", npz.string("respacing"));
      assertEquals("cosine-4000", npz.string("schedule"));
      assertEquals(12, npz.longs("t_start")[0]);
      assertArrayEquals(new long[0], npz.shape("t_start"));
      INDArray noise = npz.array("noise");
      assertArrayEquals(new long[] {3, 2, 1, 4}, noise.shape());
      assertEquals(DataType.FLOAT, noise.dataType());
      assertEquals(11.5f, noise.getFloat(2, 1, 0, 3) / 2);
      assertArrayEquals(new long[0], npz.array("scale").shape());
      assertTrue(npz.has("noise"));
      assertFalse(npz.has("x1"));
      ImportException e = assertThrows(ImportException.class, () -> npz.doubles("x1"));
      assertTrue(e.getMessage().contains("arrays.npz: x1: no array of this name"));
    }
  }

  @Test
  void smallTypes() {
    assertArrayEquals(
        new long[] {-1, 2}, NpyArray.parse(npy("'<i2'", "(2,)", -1, -1, 2, 0)).longs());
    assertArrayEquals(
        new long[] {-1, 2}, NpyArray.parse(npy("'>i2'", "(2,)", -1, -1, 0, 2)).longs());
    assertArrayEquals(new long[] {1, 0}, NpyArray.parse(npy("'|b1'", "(2, 1)", 1, 0)).longs());
    assertEquals("é", NpyArray.parse(npy("'<U2'", "()", 0xe9, 0, 0, 0, 0, 0, 0, 0)).string());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'|O';(1,);an array type that is not read",
        "'<f4';(2,);has 4 bytes of elements, must have 8",
        "'<f4';(4611686018427387904, 4);overflow",
        "'<f4';(99999999999999999999,);overflow",
        "'<f4';(-1,);an array shape that is not read"
      })
  void malformed(String type, String shape, String problem) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> NpyArray.parse(npy(type, shape, 0, 0, 0, 0)));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  @Test
  void noArchive(@TempDir Path folder) {
    ImportException e =
        assertThrows(ImportException.class, () -> Npz.open(folder.resolve("a.npz")).close());
    assertEquals(folder.resolve("a.npz") + ": no such file", e.getMessage());
  }

  /** Half a megabyte for half a gigabyte. */
  @Test
  void anArchiveThatBursts(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bomb.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 512; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }
    ImportException e = assertThrows(ImportException.class, () -> Npz.open(file).close());
    assertTrue(e.getMessage().contains("would unpack from"), e.getMessage());
  }

  @Test
  void anArrayThatIsDamaged(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("damaged.npz");
    byte[] array = npy("'<f4'", "(2,)", 0, 0, 0, 0, 1, 2, 3, 4);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("x.npy");
      CRC32 sum = new CRC32();
      sum.update(array);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(array.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(array);
      zip.closeEntry();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[30 + "x.npy".length() + array.length - 1] ^= 64;
    Files.write(file, bytes);
    try (Npz npz = Npz.open(file)) {
      ImportException e = assertThrows(ImportException.class, () -> npz.doubles("x"));
      assertTrue(e.getMessage().contains("x: differs from its length or checksum"), e.getMessage());
    }
  }

  private static byte[] npy(String type, String shape, int... data) {
    String header = "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 10);
    file[8] = (byte) text.length;
    int at = 10 + text.length;
    file = Arrays.copyOf(file, at + data.length);
    System.arraycopy(text, 0, file, 10, text.length);
    for (int i = 0; i < data.length; i++) {
      file[at + i] = (byte) data[i];
    }
    return file;
  }
}
