package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.dl4j.PurifiedNetwork;

class GuidedGraphTest {
  @TempDir Path folder;

  @Test
  void theFolderCanBeMoved() throws Exception {
    Path archive = SmallModel.write(folder.resolve("somewhere.zip"));
    Path saved = folder.resolve("saved");

    String printed = Printed.by(GuidedGraph::main, archive, saved);

    String[] answers = printed.split("(guided|restored): ");
    assertEquals(3, answers.length, printed);
    assertEquals(answers[1], answers[2]);

    Files.delete(archive);
    Path moved = Files.move(saved, folder.resolve("moved"));
    ComputationGraph restored = PurifiedNetwork.restoreGraph(moved.resolve("guided.zip"));
    assertTrue(PurifiedNetwork.isPurified(restored));
    assertEquals(
        answers[1].strip(),
        restored.outputSingle(new SyntheticDigits(1).read(2).images()).toString());
  }
}
