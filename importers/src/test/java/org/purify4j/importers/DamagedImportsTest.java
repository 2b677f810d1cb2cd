package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.unet.UNetImporter;

/**
 * Headers changed at random, in files without checksums: the whole import either works or says in
 * one line what is wrong with which file.
 */
class DamagedImportsTest {
  private static final int CHANGES = 60;
  private static final String DIGITS = "0123456789,[]\"{}ea-";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kuangliu-resnet-basic.pt",
        "kuangliu-shufflenetv2.pt",
        "robustbench-wideresnet-unused-block.pt",
        "improved-diffusion.pt",
        "score-sde-ncsnpp.pth",
        "edm-adm.pt",
        "lucidrains.pt"
      })
  void sayWhatIsWrong(String golden, @TempDir Path folder) throws IOException {
    Path whole = Rewritten.write(golden, folder.resolve("whole"), tensors -> {});
    byte[] bytes = Files.readAllBytes(whole);
    int header = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Random random = new Random(3);
    Path file = folder.resolve("damaged");
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = bytes.clone();
      for (int k = 0; k <= random.nextInt(2); k++) {
        int at = 8 + random.nextInt(header - 8);
        changed[at] = (byte) DIGITS.charAt(random.nextInt(DIGITS.length()));
      }
      Files.write(file, changed);
      check(file);
    }
  }

  private static void check(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      RecognisedCheckpoint<FamilyImporter> recognised =
          Importers.recognise(checkpoint, ImportOptions.none());
      var unet = recognised.as(UNetImporter.class);
      if (unet.isPresent()) {
        Importers.importDiffusion(unet.get()).model().close();
      } else {
        Importers.importClassifier(recognised.as(ClassifierImporter.class).orElseThrow());
      }
    } catch (ImportException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith(file + ": "), message);
      assertEquals(1, message.lines().count(), message);
    }
  }
}
