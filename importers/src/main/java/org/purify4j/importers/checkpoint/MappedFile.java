package org.purify4j.importers.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.fault.Closing;

/**
 * A file mapped into memory, so that reading a tensor copies nothing that is not asked for; a small
 * one is read whole, as a mapping would cost more than it saves. The file must not be shortened by
 * others while it is open.
 */
final class MappedFile implements Closeable {
  /** Mappings begin at multiples of this and hold twice as much, as one buffer may. */
  private static final int CHUNK_SHIFT = 30;

  private static final int SMALL = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> chunks = new HashMap<>();

  private MappedFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static MappedFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      return new MappedFile(channel);
    } catch (IOException | RuntimeException e) {
      Closing.after(e, channel);
      throw e;
    }
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /**
   * A stretch of the file, read-only and little-endian, from 0 to its limit.
   *
   * @throws MalformedFileException if the file does not reach that far
   */
  ByteBuffer range(long position, int length) throws IOException {
    if (position < 0 || length < 0 || position > size - length) {
      throw new MalformedFileException("the file ends in its middle (is it truncated?)");
    }
    long chunk = position >> CHUNK_SHIFT;
    long begin = chunk << CHUNK_SHIFT;
    int from = (int) (position - begin);
    ByteBuffer stretch =
        length <= Integer.MAX_VALUE - from
            ? chunk(chunk, begin).slice(from, length)
            : channel.map(MapMode.READ_ONLY, position, length);
    return stretch.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** From a position to the end of the file, or as far as one buffer goes. */
  ByteBuffer from(long position) throws IOException {
    return range(position, (int) Math.min(size - position, 1L << CHUNK_SHIFT));
  }

  /** SHA-256 of the whole file; may run beside readings, once. */
  String sha256() throws IOException {
    return Sha256.of(Channels.newInputStream(channel));
  }

  @Override
  public void close() throws IOException {
    chunks.clear();
    channel.close();
  }

  private ByteBuffer chunk(long chunk, long begin) throws IOException {
    ByteBuffer mapped = chunks.get(chunk);
    if (mapped == null) {
      long length = Math.min(size - begin, Integer.MAX_VALUE);
      mapped = size <= SMALL ? readWhole() : channel.map(MapMode.READ_ONLY, begin, length);
      chunks.put(chunk, mapped);
    }
    return mapped;
  }

  private ByteBuffer readWhole() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, bytes.position()) < 0) {
        throw new MalformedFileException("the file was shortened while it was read");
      }
    }
    return bytes.flip().asReadOnlyBuffer();
  }
}
