package org.purify4j.cli.command.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.purify4j.cli.option.TrainingData;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.diffusion.train.TrainingConfig;

/**
 * A record of a training: its settings, data and environment.
 *
 * @param start the initial model
 * @param config its settings
 * @param data its images
 * @param heldOut the held-out images
 * @param notes what a reader should know of the images and the held-out loss
 */
record TrainingRecord(
    TrainingStart start,
    TrainingConfig config,
    TrainingData data,
    Optional<TrainingData> heldOut,
    List<String> notes) {
  /** Writes it as JSON. */
  void write(Path file) throws IOException {
    ObjectNode record = JsonFile.JSON.createObjectNode();
    record.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    record.put("data", data.text());
    heldOut.ifPresent(images -> record.put("heldOut", images.text()));
    notes.forEach(record.putArray("notes")::add);
    record.set("training", JsonFile.JSON.valueToTree(config));
    record.set("network", JsonFile.JSON.valueToTree(start.description()));
    record.set("files", JsonFile.JSON.valueToTree(start.files()));
    record.set("environment", JsonFile.JSON.valueToTree(Machine.environment()));
    JsonFile.write(record, file);
  }
}
