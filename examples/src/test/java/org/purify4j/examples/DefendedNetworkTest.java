package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefendedNetworkTest {
  @TempDir Path folder;

  @Test
  void theRestoredNetworkAnswersAsTheSavedOne() throws IOException {
    String printed = printed(System.getProperty("example.archive"), folder.resolve("d.zip"));

    List<String> answers = List.of(printed.split("(defended|restored): "));
    assertEquals(3, answers.size(), printed);
    assertTrue(answers.get(1).contains("0."), printed);
    assertEquals(answers.get(1), answers.get(2));
  }

  private static String printed(String archive, Path saved) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      DefendedNetwork.main(new String[] {archive, saved.toString()});
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
