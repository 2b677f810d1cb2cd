package org.purify4j.diffusion.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Output to a file whose failures name it: the operating system says "No space left on device", and
 * not where.
 */
public final class FileOutput extends FilterOutputStream {
  private final Path file;

  private FileOutput(OutputStream out, Path file) {
    super(out);
    this.file = file;
  }

  /**
   * Names a file in the failures of a stream.
   *
   * @param named what failures to write name
   */
  static OutputStream of(OutputStream out, Path named) {
    return new FileOutput(out, named);
  }

  /** Opens a file, unbuffered. */
  public static OutputStream open(Path file, OpenOption... options) throws IOException {
    return of(Files.newOutputStream(file, options), file);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
      named.initCause(e);
      throw named;
    }
  }
}
