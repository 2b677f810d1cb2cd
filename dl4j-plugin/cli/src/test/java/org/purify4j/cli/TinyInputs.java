package org.purify4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * What a measurement needs, of random weights and pixels.
 *
 * @param model a small diffusion model
 * @param victim a small classifier
 * @param data images in CIFAR-10's format, of class 0, 1, ...
 */
record TinyInputs(Path model, Path victim, Path data) {
  private static final String UNET = "improved-diffusion.pt";
  private static final String CLASSIFIER = "chenyaofo-resnet.pt";
  private static final int RECORD = 3073;

  /** Makes them. */
  static TinyInputs in(Path dir, int images) throws IOException {
    Path model = dir.resolve("model.zip");
    Path victim = dir.resolve("victim.zip");
    CommandRun.of("import", CommandRun.golden(UNET), "--out", model).expect(0);
    CommandRun.of("import", CommandRun.golden(CLASSIFIER), "--out", victim).expect(0);
    byte[] records = new byte[images * RECORD];
    new Random(1).nextBytes(records);
    for (int i = 0; i < images; i++) {
      records[i * RECORD] = (byte) i;
    }
    return new TinyInputs(model, victim, Files.write(dir.resolve("data.bin"), records));
  }
}
