package org.purify4j.diffusion.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model came from. Its JSON carries a version; {@link ProvenanceReader} reads all that have
 * been written.
 *
 * @param source name of the file it was read from, or what trained it
 * @param sha256 hexadecimal SHA-256 of that file; empty when there was none
 * @param program name and version of the program that made the model
 * @param facts what an import settled, by name, such as every hyper-parameter
 * @param notes what else is worth knowing, in words, by name, such as which images it was trained
 *     on
 */
@JsonPropertyOrder({"version", "source", "sha256", "program", "facts", "notes"})
@JsonDeserialize(using = ProvenanceReader.class)
public record Provenance(
    String source,
    String sha256,
    String program,
    Map<String, Fact> facts,
    Map<String, String> notes) {
  public Provenance {
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    notes = Collections.unmodifiableMap(new TreeMap<>(notes));
  }

  /** Of a model that no import has settled anything about, as when it was trained here. */
  public Provenance(String source, String sha256, String program, Map<String, String> notes) {
    this(source, sha256, program, Map.of(), notes);
  }

  /** A copy with one more note, which replaces one of the same name. */
  public Provenance withNote(String name, String note) {
    Map<String, String> more = new TreeMap<>(notes);
    more.put(name, note);
    return new Provenance(source, sha256, program, facts, more);
  }

  /** A copy with more notes, of which those that are there already stay as they are. */
  public Provenance withNotes(Map<String, String> others) {
    Map<String, String> more = new TreeMap<>(others);
    more.putAll(notes);
    return new Provenance(source, sha256, program, facts, more);
  }

  /** A copy for a model that was read from another file, by another program. */
  public Provenance withSource(String newSource, String newSha256, String newProgram) {
    return new Provenance(newSource, newSha256, newProgram, facts, notes);
  }

  /** The version of the JSON that is written. */
  @JsonProperty("version")
  int version() {
    return ProvenanceReader.VERSION;
  }
}
