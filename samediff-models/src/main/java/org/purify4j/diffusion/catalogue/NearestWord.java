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
        .filter(word -> edits(typed, word) <= Math.min(MOST_EDITS, (typed.length() + 1) / 2));
  }

  /** Levenshtein's distance; a word that begins with what was typed is one edit away. */
  private static int edits(String a, String b) {
    if (a.length() > 2 && b.startsWith(a)) {
      return 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
