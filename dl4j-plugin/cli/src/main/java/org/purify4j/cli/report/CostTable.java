package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import org.purify4j.protocol.CostEstimate;
import org.purify4j.protocol.QueryCount;

/** What a run by a protocol will take, before it starts. */
public final class CostTable {
  private CostTable() {}

  /** One row for each part of the work, and one for all of it. */
  public static TextTable of(CostEstimate estimate) {
    List<List<String>> rows = new ArrayList<>();
    for (CostEstimate.Line line : estimate.lines()) {
      rows.add(row(line.deployment(), line.work(), line.bill(), line.seconds()));
    }
    rows.add(row("all", "", estimate.bill(), estimate.seconds()));
    return new TextTable(
        "The work of the whole run, as a batch of each kind took now. An upper bound: attacks may end"
            + " where an image is broken, and skip images that are given up.",
        List.of("defence", "work", "answers", "gradients", "U-Net passes", "time"),
        rows);
  }

  private static List<String> row(String defence, String work, QueryCount bill, double seconds) {
    return List.of(
        defence,
        work,
        String.valueOf(bill.queries()),
        String.valueOf(bill.gradients()),
        String.valueOf(bill.networkPasses()),
        TimeWords.of(seconds));
  }
}
