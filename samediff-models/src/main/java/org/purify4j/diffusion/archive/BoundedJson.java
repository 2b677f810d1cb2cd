package org.purify4j.diffusion.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How JSON is read that comes out of a file: bounded in depth, in the length of its numbers, names
 * and texts and in the number of its parts, no key twice, nothing after it, and no value taken for
 * one of another type, such as {@code "1"} or 1.9 for 1.
 */
public final class BoundedJson {
  /** The largest document, in bytes: three times the β of a hundred thousand steps. */
  public static final int LARGEST = 1 << 23;

  /** Where Jackson says by which of its methods a limit was set. */
  private static final Pattern SETTER = Pattern.compile(", from `[^`]*`");

  /** What Jackson adds of classes, settings and places in memory. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          " \\(class .*| \\(index \\d+\\).*| \\(start marker .*| of type `[^`]*`|, not marked .*");

  private static final JsonFactory FACTORY = factory(LARGEST);

  private BoundedJson() {}

  /** What parses JSON within the bounds, token by token. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  private static JsonFactory factory(int largest) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxDocumentLength(largest)
                .maxNestingDepth(64)
                .maxNumberLength(64)
                .maxNameLength(1 << 12)
                .maxStringLength(1 << 20)
                .maxTokenCount(largest / 4)
                .build())
        .build();
  }

  /** What reads JSON within the bounds, and writes it indented. */
  public static ObjectMapper mapper() {
    return mapper(LARGEST);
  }

  /**
   * What reads JSON within the bounds, and writes it indented.
   *
   * @param largest document, in bytes
   */
  public static ObjectMapper mapper(int largest) {
    return JsonMapper.builder(largest == LARGEST ? FACTORY : factory(largest))
        .enable(SerializationFeature.INDENT_OUTPUT)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .build();
  }

  /**
   * What is wrong, in one line and in the words of the check that failed: Jackson puts the names of
   * classes, and the place in a document that nobody sees, around them.
   */
  public static String problem(Exception e) {
    if (e instanceof JsonMappingException && e.getCause() instanceof IllegalArgumentException own) {
      return firstLine(own.getMessage());
    }
    if (e instanceof JsonProcessingException json) {
      String where = json instanceof JsonMappingException mapping ? place(mapping) : "";
      return where + firstLine(json.getOriginalMessage());
    }
    return firstLine(e.getMessage());
  }

  private static String place(JsonMappingException e) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference part : e.getPath()) {
      String name = part.getFieldName();
      place.append(
          name == null ? "[" + part.getIndex() + "]" : (place.isEmpty() ? "" : ".") + name);
    }
    return place.isEmpty() ? "" : place + ": ";
  }

  private static String firstLine(@Nullable String text) {
    String line = String.valueOf(text).lines().findFirst().orElse("malformed");
    return INTERNALS.matcher(SETTER.matcher(line).replaceAll("")).replaceAll("");
  }
}
