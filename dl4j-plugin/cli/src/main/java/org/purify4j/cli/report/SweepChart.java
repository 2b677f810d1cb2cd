package org.purify4j.cli.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

/**
 * The rows of a sweep as a picture: for each sampler and guidance one panel with the accuracy on
 * attacked images, and beside it one with that on clean images. Single steps that are the same for
 * every sampler stand in the panels of all of them.
 */
public final class SweepChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 420;

  private SweepChart() {}

  /** Draws the rows of a sweep. */
  public static BufferedImage draw(SweepReport report) {
    Map<String, List<SweepRow>> panels = panels(report);
    BufferedImage picture =
        new BufferedImage(2 * WIDTH, panels.size() * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    String images = ", " + report.labels().length + " images";
    int y = 0;
    for (Map.Entry<String, List<SweepRow>> panel : panels.entrySet()) {
      List<SweepRow> rows = panel.getValue();
      SweepPanel attacked =
          new SweepPanel(report, panel.getKey() + ": attacked, blind" + images, SweepRow::attacked);
      SweepPanel clean =
          new SweepPanel(report, panel.getKey() + ": clean" + images, SweepRow::clean);
      graphics.drawImage(attacked.draw(rows, WIDTH, HEIGHT), 0, y, null);
      graphics.drawImage(clean.draw(rows, WIDTH, HEIGHT), WIDTH, y, null);
      y += HEIGHT;
    }
    graphics.dispose();
    return picture;
  }

  /** The defended rows by sampler and guidance. */
  private static Map<String, List<SweepRow>> panels(SweepReport report) {
    Map<String, List<SweepRow>> panels = new LinkedHashMap<>();
    List<SweepRow> shared = new ArrayList<>();
    for (SweepRow row : report.rows()) {
      if (row.sampler().equals(Combination.ONE_STEP)) {
        shared.add(row);
      } else if (!row.undefended()) {
        panels.computeIfAbsent(name(row), name -> new ArrayList<>()).add(row);
      }
    }
    boolean unguided =
        panels.values().stream()
            .anyMatch(rows -> rows.get(0).guidance().equals(Combination.UNGUIDED));
    if (!unguided) {
      panels.put(Combination.ONE_STEP, new ArrayList<>());
    }
    panels.values().stream()
        .filter(rows -> rows.isEmpty() || rows.get(0).guidance().equals(Combination.UNGUIDED))
        .forEach(rows -> rows.addAll(shared));
    if (panels.size() > 1) {
      panels.values().removeIf(List::isEmpty);
    }
    return panels;
  }

  private static String name(SweepRow row) {
    return row.guidance().equals(Combination.UNGUIDED)
        ? row.sampler()
        : row.sampler() + " " + row.guidance();
  }
}
