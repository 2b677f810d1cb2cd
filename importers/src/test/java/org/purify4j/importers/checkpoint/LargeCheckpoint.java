package org.purify4j.importers.checkpoint;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

/**
 * A file like improved-diffusion's {@code cifar10_uncond_50M_500K.pt}, of the same names, shapes
 * and size (52.5 M parameters, 210 MB), with random weights; what the time of an import is measured
 * on.
 */
public final class LargeCheckpoint {
  /** The published network's hyper-parameters. */
  public static final AdmUNet NETWORK =
      new AdmUNet(
          3,
          128,
          6,
          List.of(128, 256, 256, 256),
          3,
          List.of(2, 4),
          new Heads.Count(4),
          Layout.HEADS_FIRST,
          TimeInjection.SCALE_SHIFT,
          Resampling.CONVOLUTION,
          0);

  private LargeCheckpoint() {}

  /** Writes it to the file of the first argument. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  /** Writes a stored zip as torch.save does. */
  public static Path write(Path file) throws IOException {
    Map<String, long[]> parameters = NETWORK.describe(32, 32).parameters();
    SplittableRandom random = new SplittableRandom(1);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "archive/data.pkl", pickle(parameters));
      put(zip, "archive/version", new byte[] {0x33, 0x0a});
      int key = 0;
      for (long[] shape : parameters.values()) {
        put(zip, "archive/data/" + key++, weights(elements(shape), random));
      }
    }
    return file;
  }

  private static byte[] pickle(Map<String, long[]> parameters) {
    PickleWriter writer = new PickleWriter().protocol().op('}', '(');
    int key = 0;
    for (Map.Entry<String, long[]> parameter : parameters.entrySet()) {
      long[] shape = parameter.getValue();
      long[] stride = new long[shape.length];
      long step = 1;
      for (int d = shape.length - 1; d >= 0; d--) {
        stride[d] = step;
        step *= shape[d];
      }
      writer
          .text(parameter.getKey())
          .tensor("FloatStorage", Integer.toString(key++), step, 0, shape, stride);
    }
    return writer.op('u').stop();
  }

  private static byte[] weights(int count, SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((random.nextInt(1 << 24) - (1 << 23)) * 0x1p-27f);
    }
    return bytes.array();
  }

  private static int elements(long[] shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    return count;
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
