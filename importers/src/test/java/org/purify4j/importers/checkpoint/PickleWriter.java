package org.purify4j.importers.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickle opcodes for tests, well-formed or not. */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleWriter op(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
    return this;
  }

  PickleWriter protocol() {
    return op(0x80, 2);
  }

  PickleWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    int4(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  PickleWriter integer(long value) {
    out.write(0x8a);
    out.write(8);
    return int8(value);
  }

  PickleWriter int4(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  PickleWriter int8(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  PickleWriter global(String module, String name) {
    out.write('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PickleWriter tuple(long... values) {
    op('(');
    for (long value : values) {
      integer(value);
    }
    return op('t');
  }

  /** A tensor of {@code storageType} over storage {@code key}, as torch.save writes it. */
  PickleWriter tensor(
      String storageType, String key, long elements, long offset, long[] shape, long[] stride) {
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    storage(storageType, key, elements).integer(offset).tuple(shape).tuple(stride);
    return op(0x89).global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  PickleWriter storage(String type, String key, long elements) {
    op('(').text("storage").global("torch", type).text(key).text("cuda:0");
    return integer(elements).op('t', 'Q');
  }

  PickleWriter memo(int index) {
    return op('r').int4(index);
  }

  PickleWriter recall(int index) {
    return op('j').int4(index);
  }

  /** A vector of {@code size} elements of float storage 0, which has eight. */
  PickleWriter view(long offset, long size) {
    return tensor("FloatStorage", "0", 8, offset, new long[] {size}, new long[] {1});
  }

  PickleWriter view(String name, long offset, long size) {
    return text(name).view(offset, size);
  }

  byte[] stop() {
    op('.');
    return out.toByteArray();
  }
}
