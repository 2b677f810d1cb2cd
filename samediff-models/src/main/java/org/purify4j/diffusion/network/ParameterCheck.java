package org.purify4j.diffusion.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Compares the parameters a network needs with those of a checkpoint. */
public final class ParameterCheck {
  private static final int MOST_LISTED = 5;

  private ParameterCheck() {}

  /**
   * Checks that there is every parameter a network needs, and no other.
   *
   * @param expected names and shapes the network needs
   * @param found names and shapes at hand
   * @throws IllegalArgumentException naming the first that are missing, misshapen or unexpected
   */
  public static void require(Map<String, long[]> expected, Map<String, long[]> found) {
    List<String> differences = differences(expected, found);
    if (!differences.isEmpty()) {
      int more = differences.size() - MOST_LISTED;
      throw new IllegalArgumentException(
          "weights: "
              + String.join("; ", differences.subList(0, Math.min(MOST_LISTED, differences.size())))
              + (more > 0 ? "; and " + more + " more" : ""));
    }
  }

  /**
   * One line for every tensor that is missing, of another shape, or not wanted; empty when all fit.
   *
   * @param expected names and shapes the network needs
   * @param found names and shapes at hand
   */
  public static List<String> differences(Map<String, long[]> expected, Map<String, long[]> found) {
    List<String> lines = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          long[] actual = found.get(name);
          if (actual == null) {
            lines.add("missing " + name + " " + Arrays.toString(shape));
          } else if (!Arrays.equals(actual, shape)) {
            lines.add(
                "misshapen "
                    + name
                    + ": got "
                    + Arrays.toString(actual)
                    + ", must be "
                    + Arrays.toString(shape));
          }
        });
    found.forEach(
        (name, shape) -> {
          if (!expected.containsKey(name)) {
            lines.add("unexpected " + name + " " + Arrays.toString(shape));
          }
        });
    return lines;
  }
}
