package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.io.Serial;

/** Bytes that are not what their format promises; the file's name is added where it is known. */
final class MalformedFileException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedFileException(String problem) {
    super(problem);
  }
}
