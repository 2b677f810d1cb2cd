package org.purify4j.protocol.claim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.importers.npz.Npz;
import org.purify4j.importers.npz.NpzWriter;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.SkippedImages;

/**
 * The adversarial images of a claim, a NumPy archive: float32 {@code [n, c, h, w]} for each attack
 * on each defence, and the labels and ids of the images, in the order of the claim.
 */
final class AdversarialArchive {
  private static final String LABELS = "labels";
  private static final String IDS = "ids";

  /** By how much rounding may exceed a budget. */
  private static final double SLACK = 1e-6;

  private AdversarialArchive() {}

  static void write(Path file, Map<String, INDArray> images, int[] labels, long[] ids)
      throws IOException {
    NpzWriter npz = new NpzWriter();
    npz.longs(LABELS, Arrays.stream(labels).asLongStream().toArray()).longs(IDS, ids);
    images.forEach(npz::floats);
    npz.write(file);
  }

  /**
   * Reads the images of all attacks of a claim.
   *
   * @param clean the images that were attacked
   * @throws IllegalArgumentException if one is missing, of another shape, or leaves its budget
   */
  static Map<String, INDArray> read(Path file, Claim claim, LabelledImages clean) {
    Map<String, INDArray> images = new LinkedHashMap<>();
    try (Npz npz = Npz.open(file)) {
      for (DefenceOutcome defence : claim.defences()) {
        Map<String, INDArray> earlier = new HashMap<>();
        earlier.put(SkippedImages.CLEAN, clean.images());
        for (AttackOutcome attack : defence.attacks()) {
          String name = attack.images();
          long[] shape = clean.images().shape();
          if (!Arrays.equals(npz.shape(name), shape)) {
            throw new IllegalArgumentException(
                file
                    + ": "
                    + name
                    + ": got shape "
                    + Arrays.toString(npz.shape(name))
                    + ", must be "
                    + Arrays.toString(shape));
          }
          INDArray read = npz.array(name).castTo(DataType.FLOAT);
          requireBudget(file + ": " + name, read, clean.images(), attack.entry());
          requireCopies(file + ": " + name, read, attack.skipped(), earlier);
          earlier.put(attack.entry().title(), read);
          images.put(name, read);
        }
      }
    }
    return images;
  }

  private static void requireBudget(
      String place, INDArray attacked, INDArray clean, ProtocolEntry entry) {
    int n = (int) clean.size(0);
    double[] moved = attacked.dup('c').data().asDouble();
    int length = moved.length / n;
    for (int i = 0; i < n; i++) {
      for (int j = i * length; j < (i + 1) * length; j++) {
        if (!(moved[j] >= 0 && moved[j] <= 1)) {
          throw new IllegalArgumentException(
              place + ": image " + i + ": got pixel " + moved[j] + ", must be in [0, 1]");
        }
      }
      double size = entry.norm().size(row(attacked, i).subi(row(clean, i)));
      if (size > entry.epsilon() * (1 + SLACK) + SLACK) {
        throw new IllegalArgumentException(
            place
                + ": image "
                + i
                + ": got a change of "
                + size
                + ", must be at most "
                + entry.epsilon());
      }
    }
  }

  private static void requireCopies(
      String place, INDArray read, SkippedImages skipped, Map<String, INDArray> earlier) {
    skipped
        .bySource()
        .forEach(
            (source, images) -> {
              INDArray original = earlier.get(source);
              for (int i : images) {
                if (original == null || !row(read, i).equalsWithEps(row(original, i), 0)) {
                  throw new IllegalArgumentException(
                      place
                          + ": image "
                          + i
                          + ": must be that of "
                          + source
                          + ", which gave it up");
                }
              }
            });
  }

  private static INDArray row(INDArray images, int index) {
    return Rows.of(images, index, index + 1).castTo(DataType.DOUBLE).dup('c');
  }
}
