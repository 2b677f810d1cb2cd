package org.purify4j.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * MNIST's idx format, gzipped or not: big-endian, magic number 2051, count, height, width and grey
 * bytes; magic number 2049, count and label bytes (LeCun et al. 1998).
 */
public final class Mnist {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;
  private static final int IMAGES_HEADER = 16;
  private static final int GZIP = 0x1f8b;

  private Mnist() {}

  /**
   * Opens images.
   *
   * @param images file of images; a gzipped one is unpacked to a temporary file
   * @param labels file of their classes; without it every class is 0
   * @param shape shape of the images: one channel or three equal ones, at least as large as the
   *     stored images, which are centred on black
   * @throws IOException if a file is missing or of another format
   */
  public static ImageSet open(Path images, Optional<Path> labels, ImageShape shape)
      throws IOException {
    Header header = header(images);
    ImageShape stored = header.shape();
    int count = header.count();
    if (count < 1) {
      throw new IOException(images + ": got " + count + " images, must be at least one");
    }
    byte[] classes = labels.isPresent() ? labels(labels.get(), count) : new byte[count];
    StoredImages.Part part =
        new StoredImages.Part(TemporaryFile.unpacked(open(images)), IMAGES_HEADER, count);
    long bytes = IMAGES_HEADER + (long) count * stored.length();
    if (part.channel().size() != bytes) {
      part.channel().close();
      throw new IOException(
          images + ": got " + count + " images, must be the number that the file holds");
    }
    return new StoredImages(
        List.of(part), 0, stored, shape, (index, record) -> classes[index] & 0xff);
  }

  /**
   * The shape of the images in a file.
   *
   * @throws IOException if it is missing or of another format
   */
  public static ImageShape shape(Path images) throws IOException {
    return header(images).shape();
  }

  private record Header(int count, ImageShape shape) {}

  private static Header header(Path images) throws IOException {
    try (DataInputStream in = open(images)) {
      requireMagic(images, in.readInt(), IMAGES);
      return new Header(in.readInt(), new ImageShape(1, in.readInt(), in.readInt()));
    } catch (EOFException e) {
      throw new IOException(images + ": ends within its header", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(images + ": " + e.getMessage(), e);
    }
  }

  private static byte[] labels(Path file, int count) throws IOException {
    try (DataInputStream in = open(file)) {
      requireMagic(file, in.readInt(), LABELS);
      int labels = in.readInt();
      byte[] classes = in.readAllBytes();
      if (labels != count || classes.length != count) {
        throw new IOException(
            file + ": got " + classes.length + " labels, must be one for each of " + count);
      }
      return classes;
    } catch (EOFException e) {
      throw new IOException(file + ": ends within its header", e);
    }
  }

  private static void requireMagic(Path file, int magic, int expected) throws IOException {
    if (magic != expected) {
      throw new IOException(
          file
              + ": got magic number "
              + magic
              + ", must be "
              + expected
              + " of MNIST's idx format");
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    InputFile.require(file, "a file of MNIST's idx format");
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(2);
    boolean packed = (in.read() << 8 | in.read()) == GZIP;
    in.reset();
    return new DataInputStream(packed ? new GZIPInputStream(in) : in);
  }
}
