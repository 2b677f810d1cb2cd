package org.purify4j.diffusion.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that a mistyped one was meant to be. */
public final class NearestWord {
  private static final int MOST_EDITS = 3;
  private static final int LONGEST = 100;

  private NearestWord() {}

  /** {@code (did you mean X?)} after a space, or an empty text if no known word is close. */
  public static String hint(String typed, Collection<String> known, String prefix) {
    return find(typed, known).map(w -> " (did you mean " + prefix + w + "?)").orElse("");
  }

  /** The nearest word; empty if none is close. */
  public static Optional<String> find(String typed, Collection<String> known) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .min(
            Comparator.<String>comparingInt(word -> edits(typed, word))
                .thenComparingInt(String::length))
        .filter(word -> edits(typed, word) <= Math.min(MOST_EDITS, (typed.length() + 2) / 3));
  }

  /**
   * The edits from one word to the other, of which two neighbours that are exchanged are one
   * (optimal string alignment); a word that begins with what was typed is one edit away.
   */
  private static int edits(String a, String b) {
    if (a.length() > 2 && b.startsWith(a)) {
      return 1;
    }
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (exchanged) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
