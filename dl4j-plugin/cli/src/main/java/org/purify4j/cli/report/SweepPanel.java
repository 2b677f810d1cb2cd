package org.purify4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.purify4j.evaluate.Proportion;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/**
 * Accuracy against network calls, which are on a logarithmic axis, for one sampler and guidance: a
 * colour for each start step, a marker and a dash for each number of draws, and intervals.
 *
 * @param report the whole sweep, which settles axes, colours and markers
 * @param title above the panel
 * @param accuracy the one that is drawn
 */
record SweepPanel(SweepReport report, String title, Function<SweepRow, Proportion> accuracy) {
  private static final Color LEVEL = new Color(0x808080);
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);
  private static final List<BasicStroke> LINES =
      List.of(SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT, SeriesLines.DASH_DOT);

  /** By how much the points of one series are moved from those of the one before it. */
  private static final double SHIFT = 1.03;

  /** By how much an axis goes beyond its points. */
  private static final double MARGIN = 1.6;

  /** A line of the panel. */
  private record Line(int timestep, int draws) implements Comparable<Line> {
    String name() {
      return "t=" + timestep + ", " + draws + (draws == 1 ? " draw" : " draws");
    }

    @Override
    public int compareTo(Line other) {
      return Comparator.comparingInt(Line::timestep)
          .thenComparingInt(Line::draws)
          .compare(this, other);
    }
  }

  /**
   * Draws the panel.
   *
   * @param rows of the sampler and guidance
   * @param width in pixels
   * @param height in pixels
   */
  BufferedImage draw(List<SweepRow> rows, int width, int height) {
    double[] range = range();
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle("U-Net calls per image")
            .yAxisTitle("accuracy")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setXAxisMin(range[0])
        .setXAxisMax(range[1])
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE);
    report.rows().stream()
        .filter(SweepRow::undefended)
        .forEach(row -> level(chart, accuracy.apply(row).estimate(), range));
    lines(chart, rows);
    return BitmapEncoder.getBufferedImage(chart);
  }

  private void lines(XYChart chart, List<SweepRow> rows) {
    List<Integer> timesteps = distinct(SweepRow::timestep);
    List<Integer> draws = distinct(SweepRow::draws);
    Map<Line, List<SweepRow>> lines = new TreeMap<>();
    rows.forEach(
        row ->
            lines
                .computeIfAbsent(new Line(row.timestep(), row.draws()), l -> new ArrayList<>())
                .add(row));
    lines.forEach(
        (line, points) -> {
          points.sort(Comparator.comparingDouble(SweepRow::networkCallsPerImage));
          int number = timesteps.indexOf(line.timestep());
          int style = draws.indexOf(line.draws());
          double shift = Math.pow(SHIFT, number - (timesteps.size() - 1) / 2.0);
          Color colour = ChartColours.of(number);
          List<Proportion> shares = points.stream().map(accuracy).toList();
          double[] x = points.stream().mapToDouble(p -> shift * p.networkCallsPerImage()).toArray();
          double[] y = shares.stream().mapToDouble(Proportion::estimate).toArray();
          IntervalBars.add(chart, line.name(), x, shares, colour);
          XYSeries series = chart.addSeries(line.name(), x, y);
          series.setMarker(MARKERS.get(style % MARKERS.size())).setMarkerColor(colour);
          series.setLineColor(colour).setLineStyle(LINES.get(style % LINES.size()));
        });
  }

  private static void level(XYChart chart, double accuracy, double[] range) {
    XYSeries series = chart.addSeries("undefended", range, new double[] {accuracy, accuracy});
    series.setMarker(SeriesMarkers.NONE).setLineColor(LEVEL).setLineStyle(SeriesLines.DOT_DOT);
  }

  private List<Integer> distinct(Function<SweepRow, Integer> setting) {
    return defended().stream().map(setting).distinct().sorted().toList();
  }

  /** From somewhat below the fewest calls of all rows to somewhat above the most. */
  private double[] range() {
    double[] calls =
        defended().stream().mapToDouble(SweepRow::networkCallsPerImage).sorted().toArray();
    double first = calls.length == 0 ? 1 : calls[0];
    double last = calls.length == 0 ? 1 : calls[calls.length - 1];
    return new double[] {first / MARGIN, last * MARGIN};
  }

  private List<SweepRow> defended() {
    return report.rows().stream().filter(row -> !row.undefended()).toList();
  }
}
