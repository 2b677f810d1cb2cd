package org.purify4j.evaluate;

import java.util.List;
import org.purify4j.diffusion.model.Grounds;
import org.purify4j.diffusion.model.Provenance;

/**
 * Something about a file that a result is based on and that nobody said: its import assumed it.
 *
 * @param role use of the file, such as {@code model}
 * @param name of what was assumed, such as {@code schedule}
 * @param value that was assumed
 * @param source whose value it is, such as {@code the defaults of diffusers}
 */
public record Assumption(String role, String name, String value, String source) {
  /** All that was assumed when a file was imported. */
  public static List<Assumption> of(String role, Provenance provenance) {
    return provenance.facts().entrySet().stream()
        .filter(fact -> fact.getValue().grounds() == Grounds.ASSUMED)
        .map(
            fact ->
                new Assumption(
                    role, fact.getKey(), fact.getValue().value(), fact.getValue().source()))
        .toList();
  }

  /** The assumption in words, such as {@code model: schedule linear (assumed, as diffusers)}. */
  public String text() {
    return role + ": " + name + " " + value + " (assumed, as " + source + ")";
  }
}
