package org.purify4j.importers.checkpoint;

import java.io.Serial;
import java.nio.file.Path;
import org.purify4j.diffusion.fault.UserFault;

/**
 * A file that cannot be imported, said in one line: the file, what was found in it and what was
 * expected. Names that came from the file are shown without control characters, and the line has a
 * bounded length, whatever the file holds.
 */
public final class ImportException extends UserFault {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param file the file at fault
   * @param problem what was found and what was expected
   */
  public ImportException(Path file, String problem) {
    super(line(file, problem));
  }

  /**
   * @param file the file at fault
   * @param problem what was found and what was expected
   * @param cause what a library said about it
   */
  public ImportException(Path file, String problem, Throwable cause) {
    super(line(file, problem), cause);
  }

  private static String line(Path file, String problem) {
    return file + ": " + problem;
  }
}
