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

  private static final int LONGEST = 2000;

  /**
   * @param file the file at fault; its last path element is shown
   * @param problem what was found and what was expected
   */
  public ImportException(Path file, String problem) {
    super(line(file, problem));
  }

  /**
   * @param file the file at fault; its last path element is shown
   * @param problem what was found and what was expected
   * @param cause what a library said about it
   */
  public ImportException(Path file, String problem, Throwable cause) {
    super(line(file, problem), cause);
  }

  private static String line(Path file, String problem) {
    Path last = file.getFileName();
    String text = (last == null ? file : last) + ": " + problem;
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> isHarmless(c) ? c : '?')
        .forEach(line::appendCodePoint);
    return line.length() < text.length() ? line.append(" ...").toString() : line.toString();
  }

  /** Neither a control character, nor one that breaks lines or turns the writing direction. */
  private static boolean isHarmless(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }
}
