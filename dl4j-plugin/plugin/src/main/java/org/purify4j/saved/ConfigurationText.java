package org.purify4j.saved;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.archive.BoundedJson;

/**
 * The JSON of a network's configuration, checked as text: bounded, no key twice, and no class named
 * in it that is not DL4J's, ND4J's, this project's or allowed. DL4J's own reader loads and
 * initialises whatever class is named, before it looks whether it is a layer.
 *
 * @param json the text
 * @param isGraph whether it describes a {@code ComputationGraph}
 */
record ConfigurationText(String json, boolean isGraph) {
  private static final String CLASS = "@class";
  private static final Pattern KNOWN_CLASS =
      Pattern.compile("org\\.(deeplearning4j|nd4j|purify4j)(\\.[A-Za-z_$][A-Za-z0-9_$]*)+");

  /** Arrays within a configuration, such as the weights of a loss, are small. */
  private static final long MOST_ELEMENTS = 1 << 24;

  private static final String SHAPE = "shape";

  /** Top-level keys that one of the two kinds has. */
  private static final String OF_A_GRAPH = "networkInputs";

  private static final String OF_LAYERS = "confs";

  /** Forms of arrays in which DL4J of before 1.0 wrote raw memory. */
  private static final List<String> RAW_MEMORY = List.of("dataBuffer", "shapeBuffer");

  /**
   * Reads a text.
   *
   * @param classes that may be named besides the known ones
   * @throws IOException if it is malformed, or names another class
   */
  static ConfigurationText read(InputStream in, long length, Set<String> classes)
      throws IOException {
    if (length > BoundedJson.LARGEST) {
      throw new IOException(
          "got " + length + " bytes, must be at most " + BoundedJson.LARGEST + " bytes");
    }
    byte[] bytes = in.readAllBytes();
    try (JsonParser parser = BoundedJson.factory().createParser(bytes)) {
      boolean graph = isGraph(parser, classes);
      return new ConfigurationText(new String(bytes, StandardCharsets.UTF_8), graph);
    } catch (JsonProcessingException e) {
      throw new IOException(BoundedJson.problem(e), e);
    }
  }

  private static boolean isGraph(JsonParser parser, Set<String> classes) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("is no JSON object");
    }
    boolean graph = false;
    boolean layers = false;
    int depth = 1;
    long elements = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new IOException("ends early");
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        elements = 1;
        graph |= depth == 1 && name.equals(OF_A_GRAPH);
        layers |= depth == 1 && name.equals(OF_LAYERS);
        checkField(name, parser, classes);
      } else if (token == JsonToken.VALUE_NUMBER_INT && SHAPE.equals(fieldAround(parser))) {
        elements = times(elements, parser);
      }
    }
    if (parser.nextToken() != null) {
      throw new IOException("has something after its end");
    }
    if (graph == layers) {
      throw new IOException(
          "got "
              + (graph ? "both " : "neither ")
              + OF_A_GRAPH
              + (graph ? " and " : " nor ")
              + OF_LAYERS
              + ", must be the configuration of a ComputationGraph or a MultiLayerNetwork");
    }
    return graph;
  }

  /** The field whose value is the array in which the parser stands. */
  private static @Nullable String fieldAround(JsonParser parser) {
    JsonStreamContext context = parser.getParsingContext();
    return context.inArray() ? context.getParent().getCurrentName() : null;
  }

  private static long times(long elements, JsonParser parser) throws IOException {
    double product = (double) elements * Math.abs(parser.getDoubleValue());
    if (product > MOST_ELEMENTS) {
      throw new IOException(SHAPE + ": an array of more than " + MOST_ELEMENTS + " elements");
    }
    return (long) product;
  }

  private static void checkField(String name, JsonParser parser, Set<String> classes)
      throws IOException {
    if (RAW_MEMORY.contains(name)) {
      throw new IOException(name + ": an array as raw memory, which is not read");
    }
    if (name.equals(CLASS)) {
      parser.nextToken();
      String named = parser.getValueAsString("");
      if (!KNOWN_CLASS.matcher(named).matches() && !classes.contains(named)) {
        throw new IOException(
            CLASS
                + ": got "
                + named
                + ", must be a class of DL4J, ND4J or Purify4J (or allow it by"
                + " ReadingRules.allowing)");
      }
    }
  }
}
