package org.purify4j.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.archive.BoundedJson;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;

/**
 * Everything that decides the results of a run, by which a run that goes on is told from another.
 *
 * @param facts as JSON
 */
public record RunIdentity(ObjectNode facts) {
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** What decides the results of a run. */
  public static RunIdentity of(
      Protocol protocol,
      RunSettings settings,
      List<Deployment> deployments,
      LabelledImages data,
      List<FileReference> files,
      Environment environment) {
    ObjectNode facts = JSON.createObjectNode();
    facts.put("program", environment.program());
    environment.versions().forEach(facts::put);
    facts.put("processor", environment.processor());
    facts.put("backend", environment.backend());
    facts.put("engine", environment.engine());
    for (FileReference file : files) {
      String name = "SHA-256 of the " + file.role();
      String before = facts.path(name).asText();
      facts.put(name, (before + " " + file.sha256()).strip());
    }
    facts.put("SHA-256 of images, labels and ids", digest(data));
    facts.put("seed", settings.seed()).put("batch", settings.batchSize());
    facts.set("protocol", JSON.valueToTree(protocol));
    for (Deployment deployment : deployments) {
      facts.set("settings of " + deployment.name(), deployment.settings());
    }
    return new RunIdentity(facts);
  }

  /** The digest of images, labels and ids. */
  private static String digest(LabelledImages data) {
    float[] pixels = data.images().castTo(DataType.FLOAT).dup('c').data().asFloat();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Math.addExact(
                Math.multiplyExact(Float.BYTES, pixels.length),
                (Long.BYTES + Integer.BYTES) * data.size()));
    for (float pixel : pixels) {
      bytes.putFloat(pixel);
    }
    for (int i = 0; i < data.size(); i++) {
      bytes.putInt(data.labels()[i]).putLong(data.ids()[i]);
    }
    return Sha256.of(bytes.array());
  }

  /** The digest of all facts. */
  public String sha256() {
    return Sha256.of(facts.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The identity in a file.
   *
   * @throws IOException if it cannot be read, or is none
   */
  public static RunIdentity read(Path file) throws IOException {
    InputFile.require(file, "the facts of a run");
    try {
      if (Files.size(file) <= BoundedJson.LARGEST
          && JSON.readTree(file.toFile()) instanceof ObjectNode facts) {
        return new RunIdentity(facts);
      }
      throw new IOException(file + ": must be the facts of a run, a JSON object");
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": must be the facts of a run: " + BoundedJson.problem(e), e);
    }
  }

  /** Writes it atomically. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(facts)));
  }

  /** The first fact that differs, such as {@code seed: 1 there, 0 here}; empty if none does. */
  public Optional<String> difference(RunIdentity there) {
    for (ObjectNode names : List.of(facts, there.facts)) {
      for (Iterator<Map.Entry<String, JsonNode>> all = names.fields(); all.hasNext(); ) {
        String name = all.next().getKey();
        JsonNode before = there.facts.path(name);
        JsonNode now = facts.path(name);
        if (!before.toString().equals(now.toString())) {
          return Optional.of(name + ": " + text(before) + " there, " + text(now) + " here");
        }
      }
    }
    return Optional.empty();
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode()) {
      return "none";
    }
    return value.isContainerNode() ? "other ones" : value.asText();
  }
}
