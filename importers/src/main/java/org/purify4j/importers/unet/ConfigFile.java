package org.purify4j.importers.unet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names in the diffusion object that differ from those of the authors' scripts. */
  private static final Map<String, String> SCRIPT_NAMES =
      Map.of("schedule", "noise_schedule", "timesteps", "diffusion_steps");

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws ImportException if it cannot be read or is no JSON object
   */
  public static HyperParameters read(Path file) {
    JsonNode root = object(file);
    String source = "config " + file.getFileName();
    HyperParameters read = all(root.path("config").isObject() ? root.path("config") : root, source);
    if (root.has(DiffusersFolder.CLASS_NAME)) {
      return DiffusersFolder.schedule(file)
          .map(ConfigFile::schedule)
          .orElse(read)
          .overriddenBy(read);
    }
    return read.overriddenBy(all(root.path("diffusion"), source));
  }

  private static HyperParameters schedule(Path file) {
    return all(object(file), "config " + file.getFileName());
  }

  private static JsonNode object(Path file) {
    try {
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

  /**
   * The config file that lies beside a checkpoint: under its name with a {@code config} object, or
   * {@code config.json} as diffusers writes it.
   */
  public static Optional<Path> beside(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    int dot = name.lastIndexOf('.');
    Path file = checkpoint.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
    if (usable(file, root -> root.path("config").isObject())) {
      return Optional.of(file);
    }
    Path network = DiffusersFolder.network(checkpoint);
    return usable(network, root -> root.has(DiffusersFolder.CLASS_NAME))
        ? Optional.of(network)
        : Optional.empty();
  }

  private static boolean usable(Path file, Predicate<JsonNode> test) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= LARGEST
          && test.test(JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      return false;
    }
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
