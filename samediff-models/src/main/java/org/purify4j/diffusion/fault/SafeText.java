package org.purify4j.diffusion.fault;

/**
 * Makes text that came from a file fit to be shown: one line of bounded length, without characters
 * that move a terminal's cursor, change its state or turn the direction of writing.
 */
public final class SafeText {
  private static final String BREAK = "\\s*\\R\\s*";
  private static final String ELLIPSIS = " ...";

  private SafeText() {}

  /**
   * The text in one line; lines are put together by semicolons, and characters that are not shown
   * are replaced by question marks.
   *
   * @param text of unknown origin
   * @param most how many characters are shown, at least 1; more are cut off
   */
  public static String line(String text, int most) {
    boolean cut = text.codePointCount(0, text.length()) > most;
    String shown = cut ? text.substring(0, text.offsetByCodePoints(0, most)) : text;
    StringBuilder line = new StringBuilder();
    shown
        .strip()
        .replaceAll(BREAK, "; ")
        .codePoints()
        .map(c -> isShown(c) ? c : '?')
        .forEach(line::appendCodePoint);
    return cut ? line + ELLIPSIS : line.toString();
  }

  /** Neither a control character, nor one that breaks lines or turns the writing direction. */
  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }
}
