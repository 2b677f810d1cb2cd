package org.purify4j.cli.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.purify4j.evaluate.AccuracyCurve;
import org.purify4j.evaluate.Proportion;

/**
 * Draws an {@link AccuracyCurve}: a line for each defence, accuracy against the attack's budget,
 * with the intervals.
 */
public final class CurveChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int LEVELS = 255;

  /** By how much a line is moved from the one before it, so that intervals do not coincide. */
  private static final double SHIFT = 0.12;

  private CurveChart() {}

  /** Draws a curve. */
  public static BufferedImage draw(AccuracyCurve curve) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Accuracy on " + curve.images() + " images, the attack blind to the defence")
            .xAxisTitle("budget ε of the attack, in 1/255")
            .yAxisTitle("accuracy")
            .build();
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE);
    int index = 0;
    for (Map.Entry<String, List<Proportion>> defence : curve.accuracies().entrySet()) {
      double shift = SHIFT * (index - (curve.accuracies().size() - 1) / 2.0);
      double[] x =
          curve.budgets().stream().mapToDouble(budget -> budget * LEVELS + shift).toArray();
      double[] y = defence.getValue().stream().mapToDouble(Proportion::estimate).toArray();
      IntervalBars.add(chart, defence.getKey(), x, defence.getValue(), ChartColours.of(index));
      SeriesStyle.apply(chart.addSeries(defence.getKey(), x, y), index++);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }
}
