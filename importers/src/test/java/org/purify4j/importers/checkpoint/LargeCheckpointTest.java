package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportedDiffusion;
import org.purify4j.importers.Importers;

/** The size of what people have on disk. */
class LargeCheckpointTest {
  @Test
  void fiftyTwoMillionParameters(@TempDir Path folder) throws IOException {
    Path file = LargeCheckpoint.write(folder.resolve("large.pt"));
    ImportedDiffusion imported = Importers.importDiffusion(file, ImportOptions.none());
    try (DiffusionModel model = imported.model();
        Checkpoint checkpoint = Checkpoint.open(file)) {
      assertEquals(LargeCheckpoint.NETWORK, model.description().network());
      assertEquals(446, imported.report().tensors());
      assertEquals(52_546_438, imported.report().parameters());
      String last = "out.2.weight";
      assertEquals(checkpoint.doubles(last)[5], model.weights().get(last).data().getFloat(5), 0.0);
    }
  }
}
