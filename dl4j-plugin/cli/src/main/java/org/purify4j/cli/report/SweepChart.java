package org.purify4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/**
 * Accuracy against network calls, which are on a logarithmic axis: a colour for each sampler,
 * crosses for clean images and dots for attacked ones, a line along the Pareto front, and level
 * lines for the bare classifier.
 */
public final class SweepChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;
  private static final Color FRONT = new Color(0x808080);

  private final XYChart chart;
  private final double least;
  private final double most;

  private SweepChart(List<SweepRow> defended, int images) {
    least = decade(defended.stream().mapToDouble(SweepChart::calls).min().orElse(1), Math::floor);
    double last = defended.stream().mapToDouble(SweepChart::calls).max().orElse(1);
    most = Math.max(decade(last, Math::ceil), 10 * least);
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Accuracy on " + images + " images, the attack blind to the defence")
            .xAxisTitle("U-Net calls per image")
            .yAxisTitle("accuracy")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setXAxisMin(least)
        .setXAxisMax(most)
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE);
  }

  /** Draws the rows of a sweep. */
  public static BufferedImage draw(SweepReport report) {
    List<SweepRow> defended = report.rows().stream().filter(row -> !row.undefended()).toList();
    SweepChart picture = new SweepChart(defended, report.labels().length);
    picture.front(report.front().stream().filter(row -> !row.undefended()).toList());
    picture.samplers(defended);
    report.rows().stream().filter(SweepRow::undefended).forEach(picture::undefended);
    return BitmapEncoder.getBufferedImage(picture.chart);
  }

  private void front(List<SweepRow> rows) {
    if (!rows.isEmpty()) {
      XYSeries series = series("front", rows, row -> row.attacked().estimate());
      series.setMarker(SeriesMarkers.NONE).setLineColor(FRONT).setLineStyle(SeriesLines.SOLID);
    }
  }

  private void samplers(List<SweepRow> defended) {
    Map<String, List<SweepRow>> bySampler = new LinkedHashMap<>();
    defended.forEach(
        row -> bySampler.computeIfAbsent(row.sampler(), s -> new ArrayList<>()).add(row));
    int index = 0;
    for (Map.Entry<String, List<SweepRow>> entry : bySampler.entrySet()) {
      Color colour = ChartColours.of(index++);
      List<SweepRow> rows = entry.getValue();
      XYSeries clean = series(entry.getKey() + ", clean", rows, row -> row.clean().estimate());
      points(clean, SeriesMarkers.CROSS, colour);
      XYSeries attacked =
          series(entry.getKey() + ", attacked", rows, row -> row.attacked().estimate());
      points(attacked, SeriesMarkers.CIRCLE, colour);
    }
  }

  private static void points(XYSeries series, Marker marker, Color colour) {
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(marker).setMarkerColor(colour);
  }

  private void undefended(SweepRow row) {
    level("undefended, clean", row.clean().estimate(), SeriesLines.DASH_DASH);
    level("undefended, attacked", row.attacked().estimate(), SeriesLines.DOT_DOT);
  }

  private void level(String name, double accuracy, BasicStroke line) {
    double[] x = {least, most};
    double[] y = {accuracy, accuracy};
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE).setLineColor(FRONT).setLineStyle(line);
  }

  private XYSeries series(String name, List<SweepRow> rows, ToDoubleFunction<SweepRow> accuracy) {
    double[] x = rows.stream().mapToDouble(SweepChart::calls).toArray();
    return chart.addSeries(name, x, rows.stream().mapToDouble(accuracy).toArray());
  }

  private static double calls(SweepRow row) {
    return row.networkCallsPerImage();
  }

  /** The power of ten below or above a number of calls. */
  private static double decade(double calls, DoubleUnaryOperator rounding) {
    return Math.pow(10, rounding.applyAsDouble(Math.log10(calls)));
  }
}
