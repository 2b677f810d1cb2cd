package org.purify4j.importers.npz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes a NumPy npz archive, uncompressed; equal arrays give equal bytes. */
public final class NpzWriter implements AutoCloseable {
  /** The version of the format whose headers are shorter than 64 KiB. */
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Arrays begin at multiples of this. */
  private static final int ALIGNMENT = 64;

  /** The earliest time that a zip archive can tell. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /**
   * @param out is closed with this
   */
  public NpzWriter(OutputStream out) {
    this.zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Adds an array as float32.
   *
   * @param name without {@code .npy}, used once
   */
  public void floats(String name, INDArray array) throws IOException {
    float[] values = array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    ByteBuffer bytes = buffer(Math.multiplyExact(Float.BYTES, values.length));
    bytes.asFloatBuffer().put(values);
    add(name, "<f4", array.shape(), bytes.array());
  }

  /**
   * Adds a list of whole numbers as int64.
   *
   * @param name without {@code .npy}, used once
   */
  public void longs(String name, long... values) throws IOException {
    ByteBuffer bytes = buffer(Math.multiplyExact(Long.BYTES, values.length));
    bytes.asLongBuffer().put(values);
    add(name, "<i8", new long[] {values.length}, bytes.array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void add(String name, String type, long[] shape, byte[] elements) throws IOException {
    ByteArrayOutputStream npy = new ByteArrayOutputStream();
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': ("
            + sizes
            + (shape.length == 1 ? ",), }" : "), }");
    int unpadded = MAGIC.length + 2 + text.length() + 1;
    String header = text + " ".repeat(Math.floorMod(-unpadded, ALIGNMENT)) + "\n";
    npy.write(MAGIC);
    npy.write(buffer(2).putShort((short) header.length()).array());
    npy.write(header.getBytes(StandardCharsets.US_ASCII));
    npy.write(elements);
    byte[] bytes = npy.toByteArray();
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Ends the archive, and closes the stream that it was given. */
  @Override
  public void close() throws IOException {
    zip.close();
  }
}
