package org.purify4j.cli.report;

import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.purify4j.evaluate.Proportion;

/** Confidence intervals in a chart: a thin vertical line at each point. */
final class IntervalBars {
  private static final int ALPHA = 120;
  private static final int PER_BAR = 3;

  private IntervalBars() {}

  /**
   * Adds the bars of a series, without a place in the legend.
   *
   * @param name of the series that they belong to
   * @param x of each point
   * @param shares of each point
   */
  static void add(XYChart chart, String name, double[] x, List<Proportion> shares, Color colour) {
    double[] xs = new double[PER_BAR * x.length];
    double[] ys = new double[PER_BAR * x.length];
    for (int i = 0; i < x.length; i++) {
      for (int end = 0; end < PER_BAR; end++) {
        xs[PER_BAR * i + end] = x[i];
      }
      ys[PER_BAR * i] = shares.get(i).low();
      ys[PER_BAR * i + 1] = shares.get(i).high();
      ys[PER_BAR * i + 2] = Double.NaN; // lifts the pen
    }
    XYSeries bars = chart.addSeries(name + ", interval", xs, ys);
    bars.setMarker(SeriesMarkers.NONE).setShowInLegend(false);
    bars.setLineColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), ALPHA));
    bars.setLineStyle(SeriesLines.SOLID).setLineWidth(1.5f);
  }
}
