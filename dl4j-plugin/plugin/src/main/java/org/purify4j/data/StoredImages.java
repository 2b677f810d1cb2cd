package org.purify4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Images as bytes at fixed places of files, plane by plane; read one by one, so that a data set of
 * any size takes the memory of one image. Not thread-safe.
 */
final class StoredImages implements ImageSet {
  private static final float WHITE = 255f;

  /**
   * A file.
   *
   * @param channel it; closed with the set
   * @param header bytes before the first record
   * @param count records
   */
  record Part(FileChannel channel, long header, int count) {}

  /** Finds the class of an image. */
  interface Labels {
    /**
     * The class.
     *
     * @param index of the image in the set
     * @param record its bytes
     */
    int of(int index, byte[] record);
  }

  private final List<Part> parts;
  private final int skipped;
  private final ImageShape stored;
  private final ImageShape shape;
  private final Labels labels;
  private final byte[] record;
  private final int size;

  /**
   * @param skipped bytes of a record before its pixels
   * @param stored shape of the stored image
   * @param shape shape of the images given: a larger one has the stored image in the middle of
   *     black; three channels of a grey image are equal
   */
  StoredImages(List<Part> parts, int skipped, ImageShape stored, ImageShape shape, Labels labels) {
    if (shape.height() < stored.height()
        || shape.width() < stored.width()
        || shape.channels() < stored.channels()) {
      throw new IllegalArgumentException(
          "images: got " + stored + " in the file, must be at most " + shape);
    }
    this.parts = List.copyOf(parts);
    this.skipped = skipped;
    this.stored = stored;
    this.shape = shape;
    this.labels = labels;
    this.record = new byte[skipped + stored.length()];
    this.size = parts.stream().mapToInt(Part::count).reduce(0, Math::addExact);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int read(int index, float[] to, int offset) throws IOException {
    load(index);
    int top = (shape.height() - stored.height()) / 2;
    int left = (shape.width() - stored.width()) / 2;
    int at = offset;
    for (int c = 0; c < shape.channels(); c++) {
      int plane = skipped + (stored.channels() == 1 ? 0 : c * stored.height() * stored.width());
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          to[at++] = value(plane, y - top, x - left);
        }
      }
    }
    return labels.of(index, record);
  }

  private float value(int plane, int y, int x) {
    if (y < 0 || x < 0 || y >= stored.height() || x >= stored.width()) {
      return 0;
    }
    return (record[plane + y * stored.width() + x] & 0xff) / WHITE;
  }

  private void load(int index) throws IOException {
    int within = index;
    for (Part part : parts) {
      if (within < part.count()) {
        ByteBuffer buffer = ByteBuffer.wrap(record);
        long position = part.header() + (long) within * record.length;
        while (buffer.hasRemaining()) {
          if (part.channel().read(buffer, position + buffer.position()) < 0) {
            throw new EOFException("image " + index + ": the file has become shorter");
          }
        }
        return;
      }
      within -= part.count();
    }
    throw new IndexOutOfBoundsException("image: got " + index + ", must be below " + size);
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.channel().close();
    }
  }
}
