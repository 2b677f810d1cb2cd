package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Legacy files written here, byte by byte as torch/serialization.py lays them out. */
class TorchLegacyTest {
  static final int[] MAGIC = {0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

  @TempDir Path folder;

  @Test
  void aWindowOfAStorage() {
    // elements 2 to 5 of six, of which the tensor takes the second and third
    byte[] file = file(true, window(2, 4, 1), "7", 6, CheckpointFiles.floats(0, 1, 2, 3, 4, 5));
    try (Checkpoint checkpoint = open(file)) {
      assertEquals(Container.TORCH_LEGACY, checkpoint.container());
      assertArrayEquals(new float[] {3, 4}, checkpoint.floats("w"));
    }
  }

  @Test
  void damage() {
    byte[] six = CheckpointFiles.floats(0, 1, 2, 3, 4, 5);
    refused("a window of it reaches past its end", file(true, window(3, 4, 0), "7", 6, six));
    refused("reaches past its storage of 2 elements", file(true, window(0, 2, 1), "7", 6, six));
    refused("which no file can hold", file(true, window(-1, 4, 0), "7", 6, six));
    refused("that no tensor refers to", file(true, window(0, 6, 0), "8", 6, six));
    refused("the file ends before", file(true, window(0, 6, 0), "7", 7, six));
    refused("the file ends before", file(true, window(0, 6, 0), "7", -1, six));
    refused("the file ends before", file(true, window(0, 6, 0), "7", 1L << 62, six));
    byte[] five = CheckpointFiles.floats(0, 1, 2, 3, 4);
    refused("must have 24", file(true, window(0, 6, 0), "7", 5, five));
    refused("the storages end at byte", file(true, window(0, 6, 0), "7", 5, six));
    refused("big-endian", file(false, window(0, 6, 0), "7", 6, six));
    byte[] whole = file(true, window(0, 6, 0), "7", 6, six);
    refused("truncated", Arrays.copyOf(whole, whole.length - 30));
  }

  private void refused(String problem, byte[] file) {
    ImportException e = assertThrows(ImportException.class, () -> open(file).close(), problem);
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private Checkpoint open(byte[] file) {
    return Checkpoint.open(CheckpointFiles.write(folder.resolve("old.pt"), file));
  }

  /** A state dict of one tensor of two elements in a window of storage 7, which has six. */
  private static byte[] window(long from, long elements, long offset) {
    PickleWriter writer = new PickleWriter().protocol().op('}').text("w");
    writer.global("torch._utils", "_rebuild_tensor").op('(', '(').text("storage");
    writer.global("torch", "FloatStorage").text("7").text("cuda:0").integer(6);
    writer.op('(').text("9").integer(from).integer(elements).op('t', 't', 'Q');
    return writer.integer(offset).tuple(2).tuple(1).op('t', 'R', 's').stop();
  }

  private static byte[] file(
      boolean littleEndian, byte[] object, String key, long elements, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new PickleWriter().protocol().op(MAGIC).stop());
    out.writeBytes(new PickleWriter().protocol().integer(1001).stop());
    out.writeBytes(
        new PickleWriter()
            .protocol()
            .op('}')
            .text("little_endian")
            .op(littleEndian ? 0x88 : 0x89, 's')
            .stop());
    out.writeBytes(object);
    out.writeBytes(new PickleWriter().protocol().op(']').text(key).op('a').stop());
    byte[] length = new PickleWriter().int8(elements).stop();
    out.write(length, 0, Long.BYTES);
    out.writeBytes(data);
    return out.toByteArray();
  }
}
