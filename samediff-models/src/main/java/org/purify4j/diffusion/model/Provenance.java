package org.purify4j.diffusion.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model came from.
 *
 * @param source name of the file it was read from, or what trained it
 * @param sha256 hexadecimal SHA-256 of that file; empty when there was none
 * @param program name and version of the program that made the model
 * @param notes what was inferred, given or assumed on the way, by name
 */
public record Provenance(String source, String sha256, String program, Map<String, String> notes) {
  public Provenance {
    notes = Collections.unmodifiableMap(new TreeMap<>(notes));
  }
}
