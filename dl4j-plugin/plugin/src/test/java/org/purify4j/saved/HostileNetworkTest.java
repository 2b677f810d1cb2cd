package org.purify4j.saved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.victim.Networks;

/**
 * Files that ModelSerializer would take, and that run code, crash the JVM, take memory or time, or
 * give weights that are not in them: each is refused in one line, soon.
 */
class HostileNetworkTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String LAYER = "\"layer\" : {";

  /**
   * Where numbers lie in the shape information of a vector: rank, shape, strides and three more.
   */
  private static final int SHAPE_BUFFER_LENGTH = 2 + "MIXED_DATA_TYPES".length();

  private static final int SHAPE = SHAPE_BUFFER_LENGTH + 8 + 2 + "LONG".length();
  private static final int DATA_LENGTH = SHAPE + 6 * 8 + 2 + "MIXED_DATA_TYPES".length();
  private static final int DATA = DATA_LENGTH + 8 + 2 + "FLOAT".length();

  private static boolean gadgetRead;

  @TempDir Path folder;
  private Path file;

  /** An object that does something when it is read. */
  static final class Gadget implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private Object readResolve() {
      gadgetRead = true;
      return this;
    }
  }

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("network.zip");
    ModelSerializer.writeModel(SavedNetworkTest.dense(DataType.FLOAT), file.toFile(), true);
    SavedNetwork.read(file);
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        inLayer("'x': " + "[".repeat(5000) + "]".repeat(5000) + ",", "depth"),
        inLayer("'x': " + "9".repeat(500_000) + ",", "Number value length"),
        inLayer("'x': 1, 'x': 2,", "Duplicate field 'x'"),
        inLayer("'x': {'@class': 'java.util.HashMap'},", "@class: got java.util.HashMap"),
        inLayer("'x': {'@class': 'example.Initialised'},", "@class: got example.Initialised"),
        inLayer("'x': {'@class': 'org.nd4j.X<example.Initialised>'},", "@class: got org.nd4j.X<"),
        inLayer("'x': {'@class': ['java.util.HashMap']},", "@class: got ,"),
        inLayer("'x': {'dataBuffer': [1]},", "dataBuffer: an array as raw memory"),
        inLayer("'x': {'shape': [70000, 70000]},", "shape: an array of more than 16777216"),
        json("\"nin\" : 3", "\"nin\" : 30", "describes a network of 134 parameters, must have the"),
        json("\"nin\" : 3", "\"nin\" : -3", "got "),
        json("\"nin\" : 3", "\"nin\" : 4611686018427387907", "nin: got 4611686018427387907"),
        json("\"confs\"", "\"networkInputs\" : [], \"confs\"", "got both networkInputs and confs"),
        json("\"confs\"", "\"conf\"", "got neither networkInputs nor confs"),
        json("DenseLayer", "NoLayer", "describes no network that DL4J can make"));
  }

  private static Arguments inLayer(String json, String problem) {
    return json(LAYER, LAYER + json.replace('\'', '"'), problem);
  }

  private static Arguments json(String there, String instead, String problem) {
    return arguments(there, instead, problem);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configuration(String there, String instead, String problem) throws IOException {
    ZipEdit.editJson(file, text -> replaceFirst(text, there, instead));
    assertRefused("configuration.json: ", problem);
    assertNull(System.getProperty("example.initialised"), "a class of the file was initialised");
  }

  private static String replaceFirst(String text, String there, String instead) {
    int at = text.indexOf(there);
    return at < 0 ? text : text.substring(0, at) + instead + text.substring(at + there.length());
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        json(
            "\"stride\":[2,2]",
            "\"stride\":[0,2]",
            "layer 'layer3': stride: got [0,2], must be 1 to 256"),
        json("\"stride\":[2,2]", "\"stride\":[-1,2]", "stride: got [-1,2]"),
        json("\"stride\":[2,2]", "\"stride\":[\"0\",2]", "stride: got [0,2]"),
        json("\"stride\":[2,2]", "\"stride\":[2]", "stride: got [2], must be 2 numbers"),
        json("\"stride\":[2,2]", "\"stride\":[]", "stride: got []"),
        json("\"stride\":[2,2]", "\"stride\":null", "stride: got null"),
        json("\"stride\":[2,2],", "", "stride: got null"),
        json(
            "\"padding\":[1,1]",
            "\"padding\":[1,100000]",
            "layer 'layer0': padding: got [1,100000]"),
        json("\"padding\":[1,1]", "\"padding\":[-1,1]", "must be 0 to 256"),
        json(
            "\"kernelSize\":[2,2]",
            "\"kernelSize\":[2,0]",
            "layer 'layer5': kernelSize: got [2,0]"),
        json("\"dilation\":[1,1]", "\"dilation\":[0,1]", "dilation: got [0,1], must be 1 to"),
        json("\"inputHeight\":2", "\"inputHeight\":-2", "layer '6': inputHeight: got -2"),
        json("\"eps\":1.0E-5", "\"eps\":\"NaN\"", "eps: got \"NaN\", must be 0.0 to 1.0"),
        json("\"eps\":1.0E-5", "\"eps\":-1", "layer 'layer1': eps: got -1.0"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersOfLayers(String there, String instead, String problem) throws IOException {
    ModelSerializer.writeModel(Networks.layers(DataType.FLOAT), file.toFile(), false);
    SavedNetwork.read(file);
    ZipEdit.editJson(file, text -> replaceFirst(compact(text), there, instead));
    assertRefused("configuration.json: layer '", problem);
  }

  @Test
  void numbersOfVertices() throws IOException {
    ModelSerializer.writeModel(Networks.graph(DataType.FLOAT), file.toFile(), false);
    SavedNetwork.read(file);
    ZipEdit.editJson(
        file,
        text ->
            compact(text).replaceAll("\"kernelSize\":\\[\\d,\\d\\]", "\"kernelSize\":[3,9000]"));
    assertRefused("configuration.json: layer '", "kernelSize: got [3,9000], must be 1 to 4096");
  }

  private static String compact(String json) {
    return json.replaceAll("\\s*([\\[\\]{}:,])\\s*", "$1");
  }

  @Test
  void blanks() throws IOException {
    ZipEdit.editJson(file, text -> text + " ".repeat(40 << 20));
    assertRefused("configuration.json: ", "must be at most 8388608 bytes");
  }

  @Test
  void aBomb() throws IOException {
    ZipEdit.edit(file, "coefficients.bin", bytes -> new byte[200 << 20]);
    assertRefused("", "would unpack from ");
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        number("one element less", SHAPE + 8, 25, "whose shape has 25"),
        number("ten times as many", SHAPE + 8, 260, "whose shape has 260"),
        number("both ten times", SHAPE + 8, 260, "260 elements in", DATA_LENGTH),
        number("both 2^62", SHAPE + 8, 1L << 62, "4611686018427387904 elements", DATA_LENGTH),
        number("both negative", SHAPE + 8, -26, "got an array of -26", DATA_LENGTH),
        number("rank 7", SHAPE, 7, "shape information: got [7"),
        number("rank 2^40", SHAPE, 1L << 40, "shape information: got"),
        number("stride 2", SHAPE + 16, 2, "shape information: got"),
        number("2e9 numbers of shape", SHAPE_BUFFER_LENGTH, 2_000_000_000, "2000000000 numbers"),
        array("of type INT", bytes -> text(bytes, DATA - 5, "INT64"), "data type: got INT64"),
        array("of mode JUNK", bytes -> text(bytes, 2, "JUNK"), "is no array of ND4J"),
        array("NaN", bytes -> real(bytes, Float.NaN), "got NaN at [3]"),
        array("absurd", bytes -> real(bytes, -1e30f), "got -1.0E30 at [3]"),
        array("cut", bytes -> Arrays.copyOf(bytes, bytes.length - 1), "ends early"),
        array("longer", bytes -> Arrays.copyOf(bytes, bytes.length + 4), "4 bytes after its end"),
        array("empty", bytes -> new byte[0], "is empty"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("arrays")
  void coefficients(String name, UnaryOperator<byte[]> damage, String problem) throws IOException {
    ZipEdit.edit(file, "coefficients.bin", damage);
    assertRefused("coefficients.bin: ", problem);
  }

  private static Arguments number(String name, int at, long value, String problem, int... alsoAt) {
    return array(
        name,
        bytes -> {
          ByteBuffer changed = ByteBuffer.wrap(bytes.clone());
          changed.putLong(at, value);
          for (int other : alsoAt) {
            changed.putLong(other, value);
          }
          return changed.array();
        },
        problem);
  }

  private static Arguments array(String name, UnaryOperator<byte[]> damage, String problem) {
    return arguments(name, damage, problem);
  }

  private static byte[] text(byte[] bytes, int at, String text) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < text.length(); i++) {
      changed[at + i] = (byte) text.charAt(i);
    }
    return changed;
  }

  private static byte[] real(byte[] bytes, float value) {
    return ByteBuffer.wrap(bytes.clone()).putFloat(DATA + 3 * Float.BYTES, value).array();
  }

  @Test
  void anUpdaterOfAnotherNetwork() throws IOException {
    ZipEdit.edit(file, "updaterState.bin", none -> member("coefficients.bin"));
    ArchiveException e =
        assertThrows(
            ArchiveException.class,
            () -> SavedNetwork.read(file, ReadingRules.usual().withUpdater()));
    assertTrue(e.getMessage().contains("describes an updater with a state of "), e.getMessage());
  }

  private byte[] member(String name) {
    try (java.nio.file.FileSystem zip = java.nio.file.FileSystems.newFileSystem(file)) {
      return Files.readAllBytes(zip.getPath(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void javaObjects() throws IOException {
    Set<Object> nested = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Set<Object> around = new HashSet<>(Set.of(nested, i));
      nested = around;
    }
    byte[] array = SavedNetworkTest.serialised(new byte[0]);
    ByteBuffer.wrap(array).putInt(array.length - 4, Integer.MAX_VALUE - 8);
    for (byte[] stream :
        new byte[][] {
          SavedNetworkTest.serialised(new Gadget()),
          SavedNetworkTest.serialised(new HashSet<>(Set.of(new HashSet<>(Set.of(1))))),
          SavedNetworkTest.serialised("text"),
          array
        }) {
      ZipEdit.edit(file, "preprocessor.bin", none -> stream);
      assertRefused("preprocessor.bin: ", "holds Java objects that are not read");
    }
    byte[] deep = SavedNetworkTest.serialised(nested);
    ZipEdit.edit(file, "preprocessor.bin", none -> deep);
    assertRefused("preprocessor.bin: ", "");
    ZipEdit.edit(file, "preprocessor.bin", none -> new byte[] {1, 2, 3, 4});
    assertRefused("preprocessor.bin: ", "stream of Java objects");
    assertEquals(false, gadgetRead, "an object of the file was made");
  }

  static Stream<Arguments> normalizers() {
    return Stream.of(
        arguments("CUSTOM", "kind: got CUSTOM"),
        arguments("MULTI_HYBRID", "kind: got MULTI_HYBRID"),
        arguments("STANDARDIZE", "ends early"));
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void normalizer(String kind, String problem) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("NORMALIZER");
    out.writeInt(1);
    out.writeUTF(kind);
    if (kind.equals("CUSTOM")) {
      out.writeUTF("example.Initialised");
    }
    ZipEdit.edit(file, "normalizer.bin", none -> bytes.toByteArray());
    assertRefused("normalizer.bin: ", problem);
    assertNull(System.getProperty("example.initialised"), "a class of the file was initialised");
  }

  @Test
  void members() throws IOException {
    ZipEdit.edit(file, "objects/more", none -> new byte[1]);
    assertRefused("", "has the unexpected member 'objects/more'");
  }

  private void assertRefused(String member, String problem) {
    ArchiveException e =
        assertTimeoutPreemptively(
            SOON, () -> assertThrows(ArchiveException.class, () -> SavedNetwork.read(file)));
    String message = e.getMessage();
    assertTrue(message.startsWith(file + ": " + member), message);
    assertTrue(message.contains(problem), message);
    assertEquals(1, message.lines().count(), message);
  }
}
