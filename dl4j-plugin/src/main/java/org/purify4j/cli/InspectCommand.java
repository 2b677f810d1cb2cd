package org.purify4j.cli;

import static org.purify4j.cli.GlobalOptions.value;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportReport;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.checkpoint.TensorInfo;

/** Shows what a checkpoint holds. */
final class InspectCommand implements Command {
  private static final String JSON = "json";

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "shows a checkpoint's tensors, its family and hyper-parameters";
  }

  @Override
  public List<String> arguments() {
    return List.of("CKPT");
  }

  @Override
  public Options options() {
    return CheckpointOptions.add(new Options())
        .addOption(value(JSON, "FILE", "write the same as JSON"));
  }

  @Override
  public List<String> examples() {
    return List.of("inspect unet.pt", "inspect model.safetensors --json model.json");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    Optional<Path> json = arguments.path(JSON, Arguments.Missing.ALLOWED).map(OutputPath::file);
    ImportOptions options = CheckpointOptions.read(arguments);
    ObjectNode description = JsonFile.JSON.createObjectNode();
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      describe(checkpoint, description);
    }
    try {
      ImportReport report = Importers.inspect(file, options);
      description.put("family", report.family());
      description.put("parameters", report.parameters());
      description.set("hyperParameters", JsonFile.JSON.valueToTree(report.notes()));
    } catch (ImportException e) {
      description.put("family", "unknown").put("reason", e.getMessage());
    }
    print(description, terminal);
    if (json.isPresent()) {
      JsonFile.write(description, json.get());
    }
    return ExitStatus.DONE;
  }

  private static void describe(Checkpoint checkpoint, ObjectNode description) {
    description.put("file", checkpoint.file().toString());
    description.put("sha256", checkpoint.sha256());
    description.put("container", checkpoint.container().description());
    description.put("weights", checkpoint.selection().describe());
    ArrayNode tensors = description.putArray("tensors");
    for (String name : checkpoint.names()) {
      TensorInfo info = checkpoint.info(name);
      ObjectNode tensor = tensors.addObject().put("name", name);
      tensor.put("type", info.type().toString().toLowerCase(java.util.Locale.ROOT));
      tensor.set("shape", JsonFile.JSON.valueToTree(info.shape()));
    }
  }

  private static void print(ObjectNode description, Terminal terminal) {
    description
        .get("tensors")
        .forEach(
            tensor ->
                terminal
                    .out()
                    .printf(
                        "  %-8s %-20s %s%n",
                        tensor.get("type").asText(),
                        tensor.get("shape").toString(),
                        ErrorLine.clean(tensor.get("name").asText())));
    for (String field : List.of("file", "sha256", "container", "weights")) {
      terminal.out().println(field + ": " + ErrorLine.clean(description.get(field).asText()));
    }
    terminal.out().println("tensors: " + description.get("tensors").size());
    if (description.has("reason")) {
      terminal
          .out()
          .println(
              "family: not recognised ("
                  + ErrorLine.clean(description.get("reason").asText())
                  + ")");
      return;
    }
    terminal.out().println("parameters: " + description.get("parameters").asLong());
    terminal.out().println("family: " + description.get("family").asText());
    description
        .get("hyperParameters")
        .properties()
        .forEach(
            entry ->
                terminal
                    .out()
                    .println(
                        "  " + entry.getKey() + ": " + ErrorLine.clean(entry.getValue().asText())));
  }
}
