package org.purify4j.importers.checkpoint;

import java.util.List;

/**
 * Which weights of a checkpoint were chosen, and how they were reached.
 *
 * @param path keys (or list positions) from the saved object to the state dict; empty if the object
 *     is the state dict
 * @param prefixes prefixes that every name carried and that were taken off, outermost first
 * @param notes what else the file offered and was not chosen
 */
public record WeightSelection(List<String> path, List<String> prefixes, List<String> notes) {
  public WeightSelection {
    path = List.copyOf(path);
    prefixes = List.copyOf(prefixes);
    notes = List.copyOf(notes);
  }

  /** The choice in words, on one line. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(path.isEmpty() ? "the state dict itself" : "entry " + String.join(" / ", path));
    if (!prefixes.isEmpty()) {
      text.append(", prefix ").append(String.join("", prefixes)).append(" removed");
    }
    notes.forEach(note -> text.append("; ").append(note));
    return text.toString();
  }
}
