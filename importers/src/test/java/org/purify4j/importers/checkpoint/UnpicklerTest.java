package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pickle machine by itself. */
class UnpicklerTest {
  @Test
  void plainValues() throws IOException {
    // Python: pickle.dumps({'a': [1, -2, 300, 2**70, 1.5, True, None, (b'x',)]}, protocol=4)
    String hex =
        "80049532000000000000007d948c0161945d94284b014afeffffff4d2c018a0900000000000000004047"
            + "3ff8000000000000884e43017894859465732e";
    byte[] pickle = HexFormat.of().parseHex(hex);
    Map<?, ?> dict = assertInstanceOf(Map.class, load(pickle));
    List<?> items = assertInstanceOf(List.class, dict.get("a"));
    assertEquals(
        List.of(1L, -2L, 300L, BigInteger.TWO.pow(70), 1.5, true, PickleNone.NONE),
        items.subList(0, 7));
    PickleTuple tuple = assertInstanceOf(PickleTuple.class, items.get(7));
    assertEquals('x', ((byte[]) tuple.get(0))[0]);
  }

  @Test
  void deepNestingIsReadWithoutRecursion() throws IOException {
    PickleWriter writer = new PickleWriter().protocol().op(']');
    for (int i = 0; i < 500_000; i++) {
      writer.op(0x85);
    }
    assertInstanceOf(PickleTuple.class, load(writer.stop()));
  }

  @Test
  void bombsAreStopped() {
    PickleWriter marks = new PickleWriter().protocol();
    PickleWriter stack = new PickleWriter().protocol();
    for (int i = 0; i < 2_000; i++) {
      marks.op('(');
    }
    for (int i = 0; i < 1_100_000; i++) {
      stack.op(']');
    }
    refused("nesting grows past", marks.stop());
    refused("stack grows past", stack.stop());
    refused("memo grows past", new PickleWriter().protocol().op(']', 'r').int4(-1).stop());
    refused("too long", new PickleWriter().protocol().op(0x8d).int8(1L << 40).stop());
    refused("too long", new PickleWriter().protocol().op(0x8d).int8(-1).stop());
    refused("too long", new PickleWriter().protocol().op('X').int4(-1).stop());
    refused("too long", new PickleWriter().protocol().op(0x8b).int4(1 << 20).stop());
    PickleWriter steps = new PickleWriter().protocol().op(']');
    for (int i = 0; i < 1 << 21; i++) {
      steps.op('N', 'a');
    }
    refused("steps", steps.stop());
  }

  @ParameterizedTest
  @ValueSource(ints = {'i', 'o', 0x82, 0x83, 0x84, 'I', 'L', 'S', 'V', 'F', 'P', 'g', 'p', 0x97, 0})
  void opcodesThatTorchDoesNotWrite(int opcode) {
    refused("which is not read", new PickleWriter().protocol().op(']', opcode).stop());
  }

  @Test
  void malformedStreams() {
    refused("ends in its middle", new PickleWriter().protocol().op('}', 'X').int4(5).stop());
    refused("empty stack", new PickleWriter().protocol().op('a').stop());
    refused("empty stack", new PickleWriter().protocol().op(']', '(', 'a').stop());
    refused("mark that was not set", new PickleWriter().protocol().op(']', 'e').stop());
    refused("recalls memo 3", new PickleWriter().protocol().op('h', 3).stop());
    refused("key without a value", new PickleWriter().protocol().op('}', '(', 'N', 'u').stop());
    refused("cannot be one", new PickleWriter().protocol().op('}', ']', 'N', 's').stop());
    refused("no function", new PickleWriter().protocol().op('N', ')', 'R').stop());
    refused("no tuple", new PickleWriter().protocol().global("a", "b").op(']', 'R').stop());
    refused("no torch storage", new PickleWriter().protocol().text("x").op('Q').stop());
    refused("pickle protocol: got 6", new PickleWriter().op(0x80, 6, 'N').stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"os", "posix", "subprocess", "importlib.util", "builtins"})
  void attacksAreRefusedWhereverTheyStand(String module) {
    byte[] pickle =
        new PickleWriter().protocol().op(']').global(module, "eval").op(')', 'R', 'a').stop();
    refused("calls " + module + ".eval, which would run code", pickle);
  }

  private static void refused(String problem, byte[] pickle) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> load(pickle), problem);
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static Object load(byte[] pickle) throws IOException {
    return new Unpickler(new PickleInput(ByteBuffer.wrap(pickle)), storage -> {}).load();
  }
}
