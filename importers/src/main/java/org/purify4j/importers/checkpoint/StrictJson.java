package org.purify4j.importers.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One JSON object, read as a stream: no key twice, nothing deep, nothing long, nothing after it.
 */
final class StrictJson {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(16)
          .maxNameLength(1 << 12)
          .maxNumberLength(32)
          .maxStringLength(1 << 20)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(LIMITS)
          .build();

  private final String what;

  /**
   * @param what the thing read, for messages
   */
  StrictJson(String what) {
    this.what = what;
  }

  /** Takes the value of a field, at which the parser stands. */
  interface Field {
    void read(String name, JsonParser parser) throws IOException;
  }

  /**
   * Reads an object field by field.
   *
   * @throws MalformedFileException if it is none, or one with a key twice, too deep or too long
   */
  void read(ByteBuffer bytes, Field field) throws IOException {
    try (JsonParser parser = JSON.createParser(new ByteBufferBackedInputStream(bytes))) {
      parser.nextToken();
      fields("its beginning", parser, field);
      expect(parser.nextToken() == null, "its end");
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "the " + what + " is no valid JSON: " + e.getOriginalMessage());
    }
  }

  /** Reads an object, at the beginning of which the parser stands, field by field. */
  void fields(String place, JsonParser parser, Field field) throws IOException {
    expect(parser.currentToken() == JsonToken.START_OBJECT, place);
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      field.read(name, parser);
    }
    expect(parser.currentToken() == JsonToken.END_OBJECT, place);
  }

  void expect(boolean condition, String place) throws MalformedFileException {
    if (!condition) {
      throw malformed(place);
    }
  }

  MalformedFileException malformed(String place) {
    return new MalformedFileException("the " + what + " is malformed at " + place);
  }
}
