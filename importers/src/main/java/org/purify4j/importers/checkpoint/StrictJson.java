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
      if (parser.nextToken() == null) {
        throw problem("", "got nothing, must be an object");
      }
      fields("", parser, field);
      if (parser.nextToken() != null) {
        throw problem("", "got " + name(parser) + " after its end, must end there");
      }
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "the " + what + " is no valid JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Reads an object, at the beginning of which the parser stands, field by field.
   *
   * @param place name of the object; empty for the whole
   */
  void fields(String place, JsonParser parser, Field field) throws IOException {
    expect(JsonToken.START_OBJECT, place, parser);
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      field.read(name, parser);
    }
  }

  /** Refuses a value of another type than the one that belongs at a place. */
  void expect(JsonToken wanted, String place, JsonParser parser) throws IOException {
    if (parser.currentToken() != wanted) {
      throw problem(place, "got " + name(parser) + ", must be " + name(wanted));
    }
  }

  /**
   * What is wrong at a place.
   *
   * @param place empty for the whole
   * @param problem got what, must be what
   */
  MalformedFileException problem(String place, String problem) {
    return new MalformedFileException(
        what + ": " + (place.isEmpty() ? "" : place + ": ") + problem);
  }

  private static String name(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return token.isNumeric() || token.isBoolean() ? parser.getText() : name(token);
  }

  private static String name(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NULL -> "null";
      case VALUE_NUMBER_INT -> "a whole number";
      default -> "a value of another type";
    };
  }
}
