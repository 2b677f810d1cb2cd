package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistLeNetTest {
  @TempDir Path folder;

  /** On files of drawn digits, with a diffusion model that has hardly been trained. */
  @Test
  void theTableHasLeNetAndThePurifiedOneUnderBothAttacks() throws Exception {
    DrawnMnist.write(folder, 400, 3);
    Path archive = folder.resolve("grey.zip");
    String training = Printed.by(MnistDiffusion::main, folder, 1, archive);

    String table = Printed.by(MnistLeNet::main, folder, archive, 30, 3, 3);

    assertTrue(number(training, "step 1, loss", 0) > 0, training);
    assertTrue(table.startsWith("3 test images, PGD-3, L∞ 0.2"), table);
    assertTrue(number(table, "clean", 0) > 0.8, table);
    assertTrue(number(table, "attacked, blind", 0) < 0.5, table);
    for (String row : List.of("clean", "attacked, blind", "attacked, knowing")) {
      double purified = number(table, row, 1);
      assertTrue(purified >= 0 && purified <= 1, table);
    }
  }

  private static double number(String printed, String row, int column) {
    String[] cells = Printed.line(printed, row).split(" *\\[[^]]*] *");
    return Double.parseDouble(cells[column]);
  }
}
