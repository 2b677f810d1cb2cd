package org.purify4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.purify4j.cli.report.AttackPanel.Part;
import org.purify4j.cli.report.AttackPanel.Row;
import org.purify4j.evaluate.Proportion;

/**
 * Draws an {@link AttackPanel}: a row for each attack, a bar for each defence, and the interval
 * over it. Bars of blind attacks are pale; there is no bar where an attack does not apply.
 */
final class AttackBars {
  /** What a reader should know of the bars. */
  static final String CAPTION =
      "A bar is the accuracy by the deployed rule, in fresh draws of the defence's noise (one answer"
          + " where there is none); its line is the 95 % interval (Wilson) over images. Within a part,"
          + " the attacks that leave most come first; there is no bar where an attack does not apply,"
          + " and none for all attacks together where a diagnostic of them failed. An"
          + " image that an attack was not made on, since it was given up before, counts as lost. Pale bars are of attackers who do not know the defence. All of the above: for each image"
          + " the lowest, clean and blind ones among them. Who knows the seed is judged in"
          + " the draw that it knows.";

  private static final int WIDTH = 540;
  private static final int BAR = 10;
  private static final int BAR_GAP = 3;
  private static final int MARKER = 6;
  private static final int ROW_GAP = 12;
  private static final int HEADING = 26;
  private static final int LABEL_GAP = 10;

  /** What title, axis and legend take beside the rows. */
  private static final int FRAME = 110;

  private static final int LEGEND_LINE = 24;
  private static final int PALE = 90;
  private static final Color INTERVAL = new Color(0x808080);
  private static final Color INK = new Color(0x202020);

  private AttackBars() {}

  /** A row, or the heading of a part, at a height in pixels above the axis. */
  private record Place(Optional<Row> row, String text, double y) {}

  static BufferedImage draw(AttackPanel panel) {
    int height = panel.defences().size() * (BAR + BAR_GAP) + ROW_GAP;
    List<Place> places = places(panel, height);
    double span = places.get(0).y() + ROW_GAP;
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height((int) span + FRAME + LEGEND_LINE * panel.defences().size())
            .title(panel.title())
            .xAxisTitle("accuracy, with 95 % intervals")
            .build();
    chart
        .getStyler()
        .setXAxisMin(0.0)
        .setXAxisMax(1.0)
        .setYAxisMin(0.0)
        .setYAxisMax(span)
        .setYAxisTicksVisible(false)
        .setMarkerSize(MARKER)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Vertical)
        .setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    for (int d = 0; d < panel.defences().size(); d++) {
      double offset = (BAR + BAR_GAP) * ((panel.defences().size() - 1) / 2.0 - d);
      add(chart, panel.defences().get(d), d, offset, places);
    }
    return labelled(chart, places);
  }

  /** From the top. */
  private static List<Place> places(AttackPanel panel, int height) {
    List<Place> upwards = new ArrayList<>();
    double y = ROW_GAP / 2.0;
    for (int r = panel.rows().size() - 1; r >= 0; r--) {
      Row row = panel.rows().get(r);
      upwards.add(new Place(Optional.of(row), row.name(), y + height / 2.0));
      y += height;
      if (r == 0 || panel.rows().get(r - 1).part() != row.part()) {
        int heading = row.part().text().isEmpty() ? ROW_GAP : HEADING;
        upwards.add(new Place(Optional.empty(), row.part().text(), y + heading / 2.0));
        y += heading;
      }
    }
    List<Place> downwards = new ArrayList<>(upwards);
    Collections.reverse(downwards);
    return downwards;
  }

  private static void add(
      XYChart chart, String defence, int number, double offset, List<Place> places) {
    Color colour = ChartColours.of(number);
    Color pale = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), PALE);
    Pen full = new Pen();
    Pen blind = new Pen();
    Pen intervals = new Pen();
    List<Double> x = new ArrayList<>();
    List<Double> heights = new ArrayList<>();
    for (Place place : places) {
      Optional<Proportion> accuracy = place.row().flatMap(row -> row.accuracies().get(number));
      if (accuracy.isPresent()) {
        Proportion of = accuracy.get();
        double y = place.y() + offset;
        boolean isBlind = place.row().map(Row::part).filter(Part.BLIND::equals).isPresent();
        (isBlind ? blind : full).line(0, y, of.estimate(), y);
        x.add(of.estimate());
        heights.add(y);
        double cap = BAR / 4.0;
        intervals.line(of.low(), y, of.high(), y);
        intervals.line(of.low(), y - cap, of.low(), y + cap);
        intervals.line(of.high(), y - cap, of.high(), y + cap);
      }
    }
    BasicStroke bar = new BasicStroke(BAR, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL);
    full.draw(chart, defence, colour, bar).setShowInLegend(true);
    blind.draw(chart, defence + ", blind", pale, bar);
    intervals.draw(chart, defence + ", interval", INTERVAL, SeriesLines.SOLID).setLineWidth(1.5f);
    XYSeries points = chart.addSeries(defence + ", points", x, heights);
    points.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour).setLineStyle(SeriesLines.NONE);
    points.setShowInLegend(false);
  }

  /** Collects lines, between which it is lifted. */
  private static final class Pen {
    private final List<Double> xs = new ArrayList<>();
    private final List<Double> ys = new ArrayList<>();

    void line(double x0, double y0, double x1, double y1) {
      xs.addAll(List.of(x0, x1, x1));
      ys.addAll(List.of(y0, y1, Double.NaN));
    }

    XYSeries draw(XYChart chart, String name, Color colour, BasicStroke stroke) {
      if (xs.isEmpty()) {
        line(0, 0, 0, 0);
      }
      XYSeries series = chart.addSeries(name, xs, ys);
      series.setMarker(SeriesMarkers.NONE).setLineColor(colour).setLineStyle(stroke);
      series.setShowInLegend(false);
      return series;
    }
  }

  /** The chart with the names of its rows on the left. */
  private static BufferedImage labelled(XYChart chart, List<Place> places) {
    Font bold = chart.getStyler().getAxisTickLabelsFont().deriveFont(Font.BOLD);
    Font font = bold.deriveFont(Font.PLAIN);
    int left = widest(places, font, bold) + 2 * LABEL_GAP;
    BufferedImage picture =
        new BufferedImage(left + WIDTH, chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.translate(left, 0);
    chart.paint(graphics, WIDTH, chart.getHeight());
    graphics.setColor(INK);
    for (Place place : places) {
      graphics.setFont(place.row().isPresent() ? font : bold);
      FontMetrics metrics = graphics.getFontMetrics();
      double middle = chart.getScreenYFromChart(place.y());
      graphics.drawString(
          place.text(),
          (float) -metrics.stringWidth(place.text()),
          (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0));
    }
    graphics.dispose();
    return picture;
  }

  private static int widest(List<Place> places, Font font, Font bold) {
    BufferedImage scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scratch.createGraphics();
    int widest = 0;
    for (Place place : places) {
      FontMetrics metrics = graphics.getFontMetrics(place.row().isPresent() ? font : bold);
      widest = Math.max(widest, metrics.stringWidth(place.text()));
    }
    graphics.dispose();
    return widest;
  }
}
