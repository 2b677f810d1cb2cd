package org.purify4j.cli.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output without characters that act on a terminal or turn the direction of writing,
 * wherever in a hostile file they came from: they are replaced by question marks, all but line feed
 * and tab.
 */
public final class SafePrintStream extends PrintStream {
  /**
   * @param out where the text goes, in UTF-8
   */
  public SafePrintStream(PrintStream out) {
    super(out, true, StandardCharsets.UTF_8);
  }

  @Override
  public void print(String text) {
    super.print(safe(String.valueOf(text)));
  }

  @Override
  public void print(Object value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char[] text) {
    print(String.valueOf(text));
  }

  private static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().map(c -> isSafe(c) ? c : '?').forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static boolean isSafe(int c) {
    int type = Character.getType(c);
    return c == '\n'
        || c == '\t'
        || type != Character.CONTROL
            && type != Character.FORMAT
            && type != Character.LINE_SEPARATOR
            && type != Character.PARAGRAPH_SEPARATOR
            && type != Character.SURROGATE;
  }
}
