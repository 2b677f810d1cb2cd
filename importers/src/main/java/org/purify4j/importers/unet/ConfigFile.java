package org.purify4j.importers.unet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.catalogue.NearestWord;
import org.purify4j.diffusion.unet.DiffusersUNet;
import org.purify4j.importers.checkpoint.ImportException;

/**
 * A JSON file of hyper-parameters: an object {@code config} with the arguments of the authors'
 * model class, and optionally an object {@code diffusion} with {@code schedule}, {@code timesteps},
 * {@code rescale_timesteps}, {@code predicts} and {@code variance}. A file without {@code config}
 * is taken as the arguments themselves. That of a diffusers model is read together with its
 * scheduler's.
 */
public final class ConfigFile {
  private static final long LARGEST = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String CONFIG = "config";
  private static final String DIFFUSION = "diffusion";

  /** The object of an export. */
  public static final String EXPORTED = "purify4j";

  /** Names of settings that are words for people too, where they stand beside a config object. */
  private static final Set<String> FOR_PEOPLE = Set.of("name", "type", "dataset");

  /** Names in the diffusion object that differ from those of the authors' scripts. */
  private static final Map<String, String> SCRIPT_NAMES =
      Map.of("schedule", "noise_schedule", "timesteps", "diffusion_steps");

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws ImportException if it cannot be read, is no JSON object, or has an object that is not
   *     known
   */
  public static HyperParameters read(Path file) {
    JsonNode root = object(file);
    String source = "config " + file.getFileName();
    if (root.has(DiffusersFolder.CLASS_NAME)) {
      return DiffusersFolder.schedule(file)
          .map(ConfigFile::schedule)
          .orElseGet(HyperParameters::none)
          .overriddenBy(network(root, source));
    }
    if (!root.path(CONFIG).isObject() && !root.path(DIFFUSION).isObject()) {
      return all(root, source);
    }
    requireKnown(file, root);
    return all(root.path(CONFIG), source).overriddenBy(all(root.path(DIFFUSION), source));
  }

  /**
   * The object of a name in a file; empty if the file has none.
   *
   * @throws ImportException if the file cannot be read or is no JSON object
   */
  public static Optional<JsonNode> object(Path file, String name) {
    return Optional.of(object(file).path(name)).filter(JsonNode::isObject);
  }

  /** Beside config there may be notes, but neither settings nor a misspelt object of them. */
  private static void requireKnown(Path file, JsonNode root) {
    List<String> objects = List.of(CONFIG, DIFFUSION);
    Set<String> settings = new TreeSet<>(SCRIPT_NAMES.keySet());
    UNetImporters.all().forEach(importer -> settings.addAll(importer.settings()));
    settings.removeAll(FOR_PEOPLE);
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String name = entry.getKey();
      Optional<String> meant =
          Optional.of(entry.getValue())
              .filter(JsonNode::isObject)
              .filter(value -> !objects.contains(name))
              .flatMap(value -> NearestWord.find(name, objects));
      if (meant.isPresent() || settings.contains(name)) {
        throw new ImportException(
            file,
            name
                + ": got "
                + entry.getValue()
                + " beside "
                + CONFIG
                + meant.map(word -> ", must be " + word).orElse(", must be in it"));
      }
    }
  }

  /** The settings of the network, of which the schedule's length is only for learned times. */
  private static HyperParameters network(JsonNode root, String source) {
    return all(((ObjectNode) root.deepCopy()).without("num_train_timesteps"), source);
  }

  private static HyperParameters schedule(Path file) {
    ObjectNode root = (ObjectNode) object(file).deepCopy();
    JsonNode name = root.remove(DiffusersFolder.CLASS_NAME);
    if (name != null) {
      root.set(DiffusersFolder.SCHEDULER, name);
    }
    return all(root, "config " + file.getFileName());
  }

  private static JsonNode object(Path file) {
    try {
      Optional<String> other = InputFile.otherKind(file);
      if (other.isPresent()) {
        throw new ImportException(file, other.get() + ", must be a JSON file");
      }
      if (Files.size(file) > LARGEST) {
        throw new ImportException(
            file, "got " + Files.size(file) + " bytes, must be at most " + LARGEST);
      }
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root == null || !root.isObject()) {
        throw new ImportException(file, "must be a JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new ImportException(file, "is no valid JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ImportException(file, "no such file", e);
    } catch (IOException e) {
      throw new ImportException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The name of the config file beside a checkpoint: its own, with the ending of JSON. */
  public static Path nameBeside(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return checkpoint.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
  }

  /** The JSON file beside a checkpoint under its name, if there is one. */
  public static Optional<Path> ofName(Path checkpoint) {
    return Optional.of(nameBeside(checkpoint)).filter(Files::isRegularFile);
  }

  /**
   * The config file that lies beside a checkpoint: under its name with an object {@code config} or
   * {@code diffusion}, or {@code config.json} as diffusers writes it.
   *
   * @param family of the network
   * @throws ImportException if there is a file of its name that cannot be read, or is no JSON
   *     object
   */
  public static Optional<Path> beside(Path checkpoint, String family) {
    Optional<Path> named =
        ofName(checkpoint)
            .filter(
                file -> object(file, CONFIG).isPresent() || object(file, DIFFUSION).isPresent());
    return named.or(
        () ->
            Optional.of(DiffusersFolder.network(checkpoint))
                .filter(file -> family.equals(DiffusersUNet.FAMILY))
                .filter(Files::isRegularFile)
                .filter(file -> object(file).has(DiffusersFolder.CLASS_NAME)));
  }

  /** A notice of a JSON file that lies beside a checkpoint under its name and is not read. */
  public static Optional<String> unread(Path checkpoint) {
    return ofName(checkpoint)
        .filter(
            file ->
                Stream.of(CONFIG, DIFFUSION, EXPORTED, "tensors")
                    .allMatch(name -> object(file).path(name).isMissingNode()))
        .map(
            file ->
                file.getFileName()
                    + " beside it has no object "
                    + CONFIG
                    + " and was not read (to take it, name it by --config)");
  }

  private static HyperParameters all(JsonNode object, String source) {
    HyperParameters all = HyperParameters.none();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      Object value = JSON.convertValue(entry.getValue(), Object.class);
      String name = SCRIPT_NAMES.getOrDefault(entry.getKey(), entry.getKey());
      all = all.with(name, value == null ? Setting.NONE : value, source);
    }
    return all;
  }
}
