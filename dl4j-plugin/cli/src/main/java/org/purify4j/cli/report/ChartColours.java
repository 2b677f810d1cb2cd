package org.purify4j.cli.report;

import java.awt.Color;
import java.util.List;

/**
 * Colours of series in charts, distinguishable for the colour-blind (Okabe and Ito 2008). The first
 * three differ in lightness too; series beyond them need another sign.
 */
final class ChartColours {
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x202020),
          new Color(0x0072b2),
          new Color(0xe69f00),
          new Color(0xd55e00),
          new Color(0x56b4e9),
          new Color(0x009e73),
          new Color(0xcc79a7));

  private ChartColours() {}

  /** The colour of a series, by its number; the colours repeat. */
  static Color of(int series) {
    return COLOURS.get(series % COLOURS.size());
  }
}
