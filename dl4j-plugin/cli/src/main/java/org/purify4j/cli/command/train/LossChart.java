package org.purify4j.cli.command.train;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
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
    List<Double> steps = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    int total = curve.losses().size();
    int width = Math.max(1, total / MOST_POINTS);
    for (int end = width; end <= total; end += width) {
      steps.add((double) end);
      means.add(new LossCurve(curve.losses().subList(0, end), List.of()).recent(width));
    }
    if (!steps.isEmpty()) {
      chart
          .addSeries("training batches", steps, means)
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(BATCHES);
    }
    if (!curve.heldOut().isEmpty()) {
      chart
          .addSeries(
              "held-out images",
              curve.heldOut().stream().map(point -> (double) point.step()).toList(),
              curve.heldOut().stream().map(LossCurve.HeldOut::loss).toList())
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(HELD_OUT)
          .setLineColor(HELD_OUT);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }
}
