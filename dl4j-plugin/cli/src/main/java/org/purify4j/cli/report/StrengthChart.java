package org.purify4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.purify4j.cli.report.StrengthCurve.Point;
import org.purify4j.cli.report.StrengthCurve.Series;
import org.purify4j.cli.report.StrengthCurve.Setting;

/** Draws a {@link StrengthCurve}: a line for each defence, with the intervals. */
final class StrengthChart {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 330;
  private static final int LEGEND_LINE = 24;
  private static final int LEVELS = 255;

  /** How far the axis goes beyond the points, as a share of their range. */
  private static final double MARGIN = 0.06;

  /** By how much a line is moved from the one before it, so that intervals do not coincide. */
  private static final double SHIFT = 0.007;

  /** How far the axis of accuracies goes beyond 0 and 1, so that no marker is cut. */
  private static final double MARGIN_OF_ACCURACY = 0.05;

  private static final int LABEL_GAP = 8;
  private static final int TICK = 4;

  /** Between axis and title, for the labels. */
  private static final int LABELS = 22;

  private static final Color LEVEL = new Color(0x808080);

  private StrengthChart() {}

  /** Adds the charts of some curves to a page. */
  static void addTo(HtmlPage page, List<StrengthCurve> curves) throws IOException {
    for (StrengthCurve curve : curves) {
      page.picture(draw(curve), "accuracy against " + curve.setting().text(), curve.conditions());
    }
  }

  static BufferedImage draw(StrengthCurve curve) {
    int lines = curve.series().size() + (curve.chance().isPresent() ? 1 : 0);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT + lines * LEGEND_LINE)
            .title(
                "Accuracy against "
                    + curve.setting().text()
                    + ", n = "
                    + curve.series().get(0).points().get(0).accuracy().images())
            .xAxisTitle(axis(curve))
            .yAxisTitle("accuracy")
            .build();
    List<Double> values = values(curve);
    double first = values.get(0);
    double last = values.get(values.size() - 1);
    double range = last > first ? last - first : 1;
    double[] ends = {first - MARGIN * range, last + MARGIN * range};
    chart
        .getStyler()
        .setYAxisMin(-MARGIN_OF_ACCURACY)
        .setYAxisMax(1 + MARGIN_OF_ACCURACY)
        .setXAxisMin(ends[0])
        .setXAxisMax(ends[1])
        .setPlotContentSize(1)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Vertical)
        .setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setAxisTitlePadding(LABELS);
    // the values themselves are marked below, not round numbers
    chart.setCustomXAxisTickLabelsFormatter(value -> " ");
    for (int s = 0; s < curve.series().size(); s++) {
      add(chart, curve.series().get(s), SHIFT * range * (s - (curve.series().size() - 1) / 2.0));
    }
    curve
        .chance()
        .ifPresent(
            chance -> {
              XYSeries level = chart.addSeries("chance", ends, new double[] {chance, chance});
              level.setMarker(SeriesMarkers.NONE).setLineColor(LEVEL);
              level.setLineStyle(SeriesLines.DOT_DOT).setLineWidth(1f);
            });
    BufferedImage picture =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    label(graphics, chart, curve, values);
    graphics.dispose();
    return picture;
  }

  private static void add(XYChart chart, Series of, double shift) {
    double[] x = of.points().stream().mapToDouble(point -> point.at() + shift).toArray();
    double[] y = of.points().stream().mapToDouble(point -> point.accuracy().estimate()).toArray();
    IntervalBars.add(
        chart,
        of.name(),
        x,
        of.points().stream().map(Point::accuracy).toList(),
        ChartColours.of(of.number()));
    SeriesStyle.apply(chart.addSeries(of.name(), x, y), of.number());
  }

  private static List<Double> values(StrengthCurve curve) {
    return curve.series().stream()
        .flatMap(of -> of.points().stream().map(Point::at))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean inLevels(StrengthCurve curve) {
    return curve.norm().equals("linf");
  }

  private static String axis(StrengthCurve curve) {
    return switch (curve.setting()) {
      case BUDGET ->
          inLevels(curve)
              ? "budget ε (linf), in 1/255"
              : "budget ε (" + curve.norm() + "), for pixels in [0, 1]";
      case DRAWS -> "draws for each gradient";
      case STEPS -> "steps";
    };
  }

  /** A value as the axis shows it. */
  static String label(StrengthCurve curve, double value) {
    if (curve.setting() != Setting.BUDGET) {
      return String.valueOf(Math.round(value));
    }
    double shown = inLevels(curve) ? value * LEVELS : value;
    return String.format(Locale.ROOT, "%.3f", shown).replaceAll("\\.?0+$", "");
  }

  /** Marks each value below the axis, but for those that would overlap the one before. */
  private static void label(
      Graphics2D graphics, XYChart chart, StrengthCurve curve, List<Double> values) {
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(chart.getStyler().getAxisTickLabelsFont());
    graphics.setColor(chart.getStyler().getAxisTickLabelsColor());
    graphics.setStroke(new BasicStroke(1));
    FontMetrics metrics = graphics.getFontMetrics();
    int axis =
        (int) Math.round(chart.getScreenYFromChart(-MARGIN_OF_ACCURACY))
            + chart.getStyler().getPlotMargin();
    double free = 0;
    for (double value : values) {
      String text = label(curve, value);
      double x = chart.getScreenXFromChart(value);
      double left = x - metrics.stringWidth(text) / 2.0;
      if (left >= free) {
        graphics.drawLine((int) Math.round(x), axis, (int) Math.round(x), axis + TICK);
        graphics.drawString(text, (float) left, axis + 2 * TICK + metrics.getAscent());
        free = left + metrics.stringWidth(text) + LABEL_GAP;
      }
    }
  }
}
