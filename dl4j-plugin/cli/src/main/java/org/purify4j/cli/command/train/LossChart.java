package org.purify4j.cli.command.train;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Loss against steps: of training batches, averaged over every hundredth of the steps, and of
 * held-out images.
 */
final class LossChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 600;
  private static final int MOST_POINTS = 100;
  private static final Color BATCHES = new Color(0x0072b2);
  private static final Color HELD_OUT = new Color(0xd55e00);

  private LossChart() {}

  static BufferedImage draw(LossCurve curve) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Mean squared error of the predicted noise")
            .xAxisTitle("step")
            .yAxisTitle("loss")
            .build();
    chart
        .getStyler()
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.InsideNE)
        .setChartBackgroundColor(Color.WHITE);
    List<LossCurve.Point> means = curve.means(MOST_POINTS);
    if (!means.isEmpty()) {
      add("training batches", means, chart).setMarker(SeriesMarkers.NONE).setLineColor(BATCHES);
    }
    if (!curve.heldOut().isEmpty()) {
      add("held-out images", curve.heldOut(), chart)
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(HELD_OUT)
          .setLineColor(HELD_OUT);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static XYSeries add(String name, List<LossCurve.Point> points, XYChart chart) {
    return chart.addSeries(
        name,
        points.stream().mapToDouble(LossCurve.Point::step).toArray(),
        points.stream().mapToDouble(LossCurve.Point::loss).toArray());
  }
}
