package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefendedNetworkTest {
  @TempDir Path folder;

  @Test
  void theRestoredNetworkAnswersAsTheSavedOne() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));

    String printed = Printed.by(DefendedNetwork::main, archive, folder.resolve("d.zip"));

    String[] answers = printed.split("(defended|restored): ");
    assertEquals(3, answers.length, printed);
    assertTrue(answers[1].contains("0."), printed);
    assertEquals(answers[1], answers[2]);
  }
}
