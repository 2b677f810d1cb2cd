package org.purify4j.importers.family;

import java.util.ArrayList;
import java.util.List;
import org.purify4j.importers.checkpoint.Checkpoint;

/**
 * Whether a checkpoint is of a family, and why.
 *
 * @param shown signs of the family that the checkpoint shows
 * @param missed signs that it does not
 */
public record Recognition(List<String> shown, List<String> missed) {
  public Recognition {
    shown = List.copyOf(shown);
    missed = List.copyOf(missed);
  }

  /** Looks for every sign. */
  public static Recognition of(Checkpoint checkpoint, List<Sign> signs) {
    List<String> shown = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (Sign sign : signs) {
      (sign.test().test(checkpoint) ? shown : missed).add(sign.says());
    }
    return new Recognition(shown, missed);
  }

  /** Whether every sign is there. */
  public boolean fits() {
    return missed.isEmpty();
  }

  /** Share of the signs that are missed, in [0, 1]. */
  public double missedShare() {
    return missed.size() / (double) Math.max(1, missed.size() + shown.size());
  }
}
