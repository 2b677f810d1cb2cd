package org.purify4j.importers.family;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.purify4j.diffusion.network.ParameterCheck;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/**
 * Holds a checkpoint against the tensors a network needs: all of them, no others, each of its
 * shape. Only the step counters of batch normalisation ({@code num_batches_tracked}) may be there
 * or not.
 */
public final class StrictMatch {
  private static final String COUNTER = "num_batches_tracked";
  private static final int MOST_SHOWN = 12;

  private StrictMatch() {}

  /**
   * Checks names and shapes.
   *
   * @param expected names and shapes the network needs
   * @throws ImportException listing what is missing, unexpected or misshapen
   */
  public static void check(Checkpoint checkpoint, Map<String, long[]> expected) {
    check(checkpoint, expected, Set.of());
  }

  /**
   * Checks names and shapes.
   *
   * @param expected names and shapes the network needs
   * @param unused beginnings of names of tensors that may be there though the network's authors
   *     compute nothing with them
   * @throws ImportException listing what is missing, unexpected or misshapen
   */
  public static void check(
      Checkpoint checkpoint, Map<String, long[]> expected, Set<String> unused) {
    Map<String, long[]> found = new LinkedHashMap<>();
    for (String name : checkpoint.names()) {
      if (!name.endsWith(COUNTER) && unused.stream().noneMatch(name::startsWith)) {
        found.put(name, checkpoint.info(name).shape());
      }
    }
    List<String> differences = ParameterCheck.differences(expected, found);
    if (!differences.isEmpty()) {
      String shown =
          String.join("; ", differences.subList(0, Math.min(MOST_SHOWN, differences.size())));
      int more = differences.size() - MOST_SHOWN;
      throw new ImportException(
          checkpoint.file(),
          differences.size()
              + " tensors differ from the network's: "
              + shown
              + (more > 0 ? "; and " + more + " more" : ""));
    }
  }
}
