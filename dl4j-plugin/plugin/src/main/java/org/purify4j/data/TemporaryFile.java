package org.purify4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.purify4j.diffusion.fault.Closing;

/** Temporary files that are deleted when they are closed. */
final class TemporaryFile {
  private static final int BUFFER = 1 << 16;

  private TemporaryFile() {}

  static FileChannel create() throws IOException {
    Path file = Files.createTempFile("purify4j", ".images");
    return FileChannel.open(
        file,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** A temporary file with the contents of a stream, which is closed. */
  static FileChannel unpacked(InputStream stream) throws IOException {
    FileChannel channel = create();
    byte[] buffer = new byte[BUFFER];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        append(channel, ByteBuffer.wrap(buffer, 0, read));
      }
    } catch (IOException | RuntimeException e) {
      Closing.after(e, channel);
      throw e;
    }
    return channel;
  }

  static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
