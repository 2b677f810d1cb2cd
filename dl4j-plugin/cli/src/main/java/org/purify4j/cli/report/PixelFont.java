package org.purify4j.cli.report;

import java.awt.Graphics2D;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A small bitmap font from a resource: the same on every machine, and available where the system
 * has no fonts. It has lower-case letters, digits and a few signs; any other character is drawn as
 * a box.
 */
final class PixelFont {
  /** Height of a glyph in pixels. */
  static final int HEIGHT = 9;

  private static final int WIDTH = 5;
  private static final int ADVANCE = WIDTH + 1;
  private static final String RESOURCE = "pixel-font.txt";
  private static final char UNKNOWN = '\u25a1';
  private static final Map<Character, List<String>> GLYPHS = read();
  private static final List<String> BOX = Objects.requireNonNull(GLYPHS.get(UNKNOWN), RESOURCE);

  private PixelFont() {}

  /** Draws text in the current colour; x and y are its upper left corner. */
  static void draw(Graphics2D graphics, String text, int x, int y) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      List<String> glyph = GLYPHS.getOrDefault(lower.charAt(i), BOX);
      for (int row = 0; row < glyph.size(); row++) {
        for (int column = 0; column < glyph.get(row).length(); column++) {
          if (glyph.get(row).charAt(column) == '#') {
            graphics.fillRect(x + i * ADVANCE + column, y + row, 1, 1);
          }
        }
      }
    }
  }

  /** The resource: for each glyph a line {@code = c}, then its rows of {@code #} and {@code .}. */
  private static Map<Character, List<String>> read() {
    Map<Character, List<String>> glyphs = new HashMap<>();
    glyphs.put(' ', List.of());
    try (InputStream in = PixelFont.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<String> rows = List.of();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("= ")) {
          rows = new java.util.ArrayList<>();
          glyphs.put(line.charAt(2), rows);
        } else if (!line.isEmpty()) {
          rows.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + ": cannot be read", e);
    }
    return glyphs;
  }
}
