package org.purify4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Colour, marker and dash of a series, so that series differ without colour too. */
final class SeriesStyle {
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);
  private static final List<BasicStroke> LINES =
      List.of(SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT, SeriesLines.DASH_DOT);

  private SeriesStyle() {}

  /** Styles a series by its number. */
  static void apply(XYSeries series, int number) {
    Color colour = ChartColours.of(number);
    series.setLineColor(colour).setLineStyle(LINES.get(number % LINES.size()));
    series.setMarker(MARKERS.get(number % MARKERS.size())).setMarkerColor(colour);
  }
}
