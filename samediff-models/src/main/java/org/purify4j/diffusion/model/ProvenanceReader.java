package org.purify4j.diffusion.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;

/**
 * Reads every JSON form of a {@link Provenance} that has been written: version 2, which says so,
 * and the form before it, which has no version and no facts but {@link UntypedNotes}.
 */
final class ProvenanceReader extends StdDeserializer<Provenance> {
  /** The version that is written. */
  static final int VERSION = 2;

  @Serial private static final long serialVersionUID = 1L;

  ProvenanceReader() {
    super(Provenance.class);
  }

  /** The fields of version 2. */
  private record Version2(
      int version,
      String source,
      String sha256,
      String program,
      Map<String, Fact> facts,
      Map<String, String> notes) {}

  /** The fields before there were versions. */
  private record Unversioned(
      String source, String sha256, String program, Map<String, String> notes) {}

  @Override
  public Provenance deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode json = context.readTree(parser);
    if (!json.has("version")) {
      Unversioned read = context.readTreeAsValue(json, Unversioned.class);
      UntypedNotes notes = UntypedNotes.of(read.notes());
      return new Provenance(
          read.source(), read.sha256(), read.program(), notes.facts(), notes.others());
    }
    if (!json.get("version").isInt() || json.get("version").asInt() != VERSION) {
      throw JsonMappingException.from(
          parser,
          "version: got "
              + json.get("version")
              + ", must be "
              + VERSION
              + " (written by a newer Purify4J?)");
    }
    Version2 read = context.readTreeAsValue(json, Version2.class);
    return new Provenance(read.source(), read.sha256(), read.program(), read.facts(), read.notes());
  }
}
