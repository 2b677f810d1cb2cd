package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that the version before wrote, and what it computed with them: see their README.md. */
final class VersionBefore {
  /** Where another processor or engine may round differently, relative to the largest number. */
  private static final float ROUNDING = 1e-5f;

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private VersionBefore() {}

  /** One of the files. */
  static Path file(String name) {
    return TestFiles.path("compatibility/" + name);
  }

  /** Names, without the ending, of a folder's files of one ending; at least one. */
  static List<String> names(String folder, String ending) {
    try (Stream<Path> files = Files.list(file(folder))) {
      List<String> names =
          files
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith(ending))
              .map(name -> name.substring(0, name.length() - ending.length()))
              .sorted()
              .toList();
      if (names.isEmpty()) {
        throw new IllegalStateException(folder + ": got no " + ending + ", must have some");
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file. */
  static String text(String name) {
    try {
      return Files.readString(file(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The images that everything was computed from, as Writer.java makes them. */
  static INDArray images(int count, int side) {
    float[] pixels = new float[count * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 40503 % 65521 / 65521f;
    }
    return Nd4j.create(pixels, new long[] {count, 3, side, side}, 'c');
  }

  /** Compares bit for bit. */
  static void assertBits(String expected, float[] found) {
    assertArrayEquals(floats(expected), found, expected);
  }

  /** Compares SHA-256 of the bits of tensors, in float32 in the order of their names. */
  static void assertBits(String expected, Map<String, INDArray> found) {
    assertEquals(text(expected + ".sha256"), digest(found), expected);
  }

  /** Compares what a network computed: bit for bit on a machine as it was computed on. */
  static void assertComputed(String expected, float[] found) {
    if (sameMachine()) {
      assertBits(expected, found);
      return;
    }
    float[] numbers = floats(expected);
    float largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertArrayEquals(numbers, found, ROUNDING * largest, expected);
  }

  /** Whether results are rounded here as they were there. */
  static boolean sameMachine() {
    return text("machine.txt").equals(machine());
  }

  /** The elements in row-major order. */
  static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  /** The numbers of a file. */
  static float[] floats(String name) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(name + ".floats")));
      float[] numbers = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(numbers);
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String digest(Map<String, INDArray> tensors) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (DataOutputStream data =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha))) {
        for (Map.Entry<String, INDArray> tensor : new TreeMap<>(tensors).entrySet()) {
          data.write(tensor.getKey().getBytes(StandardCharsets.UTF_8));
          for (float value : floats(tensor.getValue())) {
            data.writeFloat(value);
          }
        }
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What decides the rounding of a result, as Writer.java writes it. */
  private static String machine() {
    if (!Files.exists(CPUINFO)) {
      return "another";
    }
    try {
      List<String> lines = Files.readAllLines(CPUINFO);
      StringBuilder text = new StringBuilder();
      lines.stream()
          .filter(line -> line.matches("(model name|cpu family|model)\\s*:.*"))
          .distinct()
          .forEach(line -> text.append(line.replaceAll("\\s+", " ")).append('\n'));
      boolean wide = lines.stream().anyMatch(line -> line.contains(" avx512f "));
      boolean vector =
          ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
              && !System.getProperty("purify4j.engine", "vector").equals("nd4j");
      return text.append("avx512f: " + wide)
          .append("\nprocessors: " + Runtime.getRuntime().availableProcessors())
          .append("\nvector engine: " + vector)
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
