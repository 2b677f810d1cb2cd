package org.purify4j.cli.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.purify4j.evaluate.Proportion;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.DeployedRule;

/**
 * Draws what each attack leaves, a bar for each defence, with the clean accuracy first. There is no
 * bar where an attack does not apply.
 */
final class AttackBars {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 520;
  private static final int TILT = 45;

  private AttackBars() {}

  static BufferedImage draw(ProtocolReport report) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Accuracy on " + report.images() + " images, by the deployed rule")
            .yAxisTitle("accuracy")
            .build();
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setXAxisLabelRotation(TILT)
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE);
    List<String> attacks = attacks(report);
    int index = 0;
    for (DefenceOutcome defence : report.claim().defences()) {
      Map<String, Proportion> bars = bars(defence, report.claim().protocol().rule());
      List<@Nullable Double> accuracies = new ArrayList<>();
      for (String attack : attacks) {
        Proportion bar = bars.get(attack);
        accuracies.add(bar == null ? null : bar.estimate());
      }
      chart.addSeries(defence.name(), attacks, accuracies).setFillColor(ChartColours.of(index++));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static List<String> attacks(ProtocolReport report) {
    return report.claim().defences().stream()
        .flatMap(defence -> bars(defence, report.claim().protocol().rule()).keySet().stream())
        .distinct()
        .toList();
  }

  private static Map<String, Proportion> bars(DefenceOutcome defence, DeployedRule rule) {
    Map<String, Proportion> bars = new LinkedHashMap<>();
    bars.put("clean", defence.cleanFigures().of(rule));
    for (AttackOutcome attack : defence.attacks()) {
      bars.put(attack.entry().title(), attack.figures().of(rule));
    }
    return bars;
  }
}
