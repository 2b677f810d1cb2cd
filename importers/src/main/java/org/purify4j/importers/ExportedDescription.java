package org.purify4j.importers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.unet.ConfigFile;

/**
 * What an export says of a network beside its weights, so that an import of it has nothing to
 * assume. It stands as text in the metadata of the safetensors file, and as the object {@code
 * purify4j} of a JSON file beside it.
 *
 * @param source what says so, for people
 * @param json the object, of which the version is one that is read
 */
record ExportedDescription(String source, JsonNode json) {
  /** The name under which it stands in metadata and JSON. */
  static final String NAME = ConfigFile.EXPORTED;

  private static final String VERSION = "version";
  private static final int NEWEST = 1;
  private static final String MODEL = "model";
  private static final String FAMILY = "family";
  private static final String FACTS = "facts";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Of a diffusion model. */
  static ExportedDescription of(ModelDescription model) {
    ObjectNode json = JSON.createObjectNode().put(VERSION, NEWEST);
    json.set(MODEL, JSON.valueToTree(model));
    return new ExportedDescription("the model", json);
  }

  /**
   * Of a classifier.
   *
   * @param facts what was settled about it
   */
  static ExportedDescription of(String family, Map<String, Fact> facts) {
    ObjectNode json = JSON.createObjectNode().put(VERSION, NEWEST).put(FAMILY, family);
    json.set(FACTS, JSON.valueToTree(facts));
    return new ExportedDescription("the classifier", json);
  }

  /**
   * That of a checkpoint: the one that a config file holds which is named, else the file's own,
   * else the one beside it.
   *
   * @param config the config file that is named, if one is
   * @throws ImportException if it is of an unknown version, or the file and the one beside it
   *     differ
   */
  static Optional<ExportedDescription> find(Checkpoint checkpoint, Optional<Path> config) {
    if (config.isPresent()) {
      return in(config.get());
    }
    Optional<ExportedDescription> beside = ConfigFile.ofName(checkpoint.file()).flatMap(f -> in(f));
    String text = checkpoint.metadata().get(NAME);
    if (text == null) {
      return beside;
    }
    ExportedDescription own = parse(checkpoint.file(), text);
    beside
        .filter(other -> !other.json().equals(own.json()))
        .ifPresent(
            other -> {
              throw new ImportException(
                  checkpoint.file(),
                  "its description of itself differs from "
                      + other.source()
                      + " beside it (name that by --config to take it)");
            });
    return Optional.of(own);
  }

  private static Optional<ExportedDescription> in(Path file) {
    return ConfigFile.object(file, NAME)
        .map(json -> checked(file, new ExportedDescription(file.getFileName().toString(), json)));
  }

  private static ExportedDescription parse(Path file, String text) {
    try {
      return checked(file, new ExportedDescription("metadata", JSON.readTree(text)));
    } catch (JsonProcessingException e) {
      throw new ImportException(
          file, NAME + " in its metadata: no valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static ExportedDescription checked(Path file, ExportedDescription description) {
    JsonNode version = description.json().path(VERSION);
    if (!version.isInt() || version.asInt() != NEWEST) {
      throw new ImportException(
          file,
          NAME
              + ": version: got "
              + (version.isMissingNode() ? "none" : version)
              + ", must be "
              + NEWEST
              + " (written by a newer Purify4J?)");
    }
    return description;
  }

  /** The text for metadata. */
  String text() {
    return json.toString();
  }

  /** The content of the JSON file beside. */
  JsonNode file() {
    return JSON.createObjectNode().set(NAME, json);
  }

  /**
   * The diffusion model; empty if a classifier is described.
   *
   * @throws ImportException if it is malformed
   */
  Optional<ModelDescription> model(Path file) {
    return json.has(MODEL)
        ? Optional.of(value(file, json.get(MODEL), ModelDescription.class))
        : Optional.empty();
  }

  /** The family of a classifier; empty if a diffusion model is described. */
  Optional<String> family() {
    return json.has(FAMILY) ? Optional.of(json.get(FAMILY).asText()) : Optional.empty();
  }

  /**
   * What was settled about a classifier, by name; empty if a diffusion model is described.
   *
   * @throws ImportException if it is malformed
   */
  Map<String, Fact> facts(Path file) {
    Map<String, Fact> facts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path(FACTS).properties()) {
      facts.put(entry.getKey(), value(file, entry.getValue(), Fact.class));
    }
    return facts;
  }

  private static <T> T value(Path file, JsonNode json, Class<T> type) {
    try {
      return JSON.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new ImportException(file, NAME + ": " + e.getOriginalMessage(), e);
    }
  }
}
