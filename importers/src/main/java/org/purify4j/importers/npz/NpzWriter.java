package org.purify4j.importers.npz;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * Writes arrays as a NumPy npz archive (npy format, version 1.0). Equal arrays give equal files.
 * Not thread-safe.
 */
public final class NpzWriter {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  /** An array as it is written. */
  private record Content(String descr, long[] shape, byte[] bytes) {}

  private final Map<String, Content> arrays = new LinkedHashMap<>();

  /** Adds an array as float32, of its shape. */
  public NpzWriter floats(String name, INDArray array) {
    float[] values = array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    arrays.put(name, new Content("<f4", array.shape(), bytes.array()));
    return this;
  }

  /** Adds a vector of int64. */
  public NpzWriter longs(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    arrays.put(name, new Content("<i8", new long[] {values.length}, bytes.array()));
    return this;
  }

  /** Adds a vector of int64. */
  public NpzWriter longs(String name, int[] values) {
    return longs(name, Arrays.stream(values).asLongStream().toArray());
  }

  /** Writes the archive atomically. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, this::writeTo);
  }

  private void writeTo(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, Content> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        entry.setTime(0);
        zip.putNextEntry(entry);
        write(array.getValue(), new DataOutputStream(zip));
        zip.closeEntry();
      }
    }
  }

  private static void write(Content content, DataOutputStream out) throws IOException {
    String shape =
        Arrays.stream(content.shape()).mapToObj(size -> size + ",").collect(Collectors.joining());
    String header =
        "{'descr': '" + content.descr() + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int before = MAGIC.length + Short.BYTES + header.length() + 1;
    String padded = header + " ".repeat(Math.floorMod(-before, ALIGNMENT)) + "\n";
    out.write(MAGIC);
    out.writeShort(Short.reverseBytes((short) padded.length()));
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    out.write(content.bytes());
    out.flush();
  }
}
