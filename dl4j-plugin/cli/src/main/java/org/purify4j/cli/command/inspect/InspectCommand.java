package org.purify4j.cli.command.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.CheckpointOptions;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.OutputPath;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Checkpoint;

/** Shows what a checkpoint, or a file that came of one, holds. */
public final class InspectCommand implements Command {
  private static final ValueOption<Path> JSON =
      ValueOption.path("json", "FILE", "write the same as JSON");

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "shows a checkpoint's tensors, family and hyper-parameters, or an import's origin";
  }

  @Override
  public List<String> arguments() {
    return List.of("CKPT");
  }

  @Override
  public Options options() {
    return CheckpointOptions.add(new Options()).addOption(JSON.optional());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inspect unet.pt",
        "inspect model.safetensors --json model.json",
        "inspect google-ddpm-cifar10-32/",
        "inspect diffusion.zip");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    Optional<Path> json = JSON.read(arguments).map(OutputPath::file);
    ImportOptions options = CheckpointOptions.read(arguments);
    Optional<SavedKind> archive = SavedKind.find(file);
    ObjectNode shown;
    if (archive.isPresent()) {
      CheckpointOptions.refuseAll(arguments, file + " is no checkpoint any more");
      shown = ArchiveInspection.show(archive.get(), file, terminal.out());
    } else {
      try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
        checkpoint.startFingerprint();
        Importers.checkFingerprint(checkpoint, options);
        CheckpointInspection inspection = new CheckpointInspection(checkpoint, options);
        if (inspection.isClassifier()) {
          CheckpointOptions.refuseDiffusionOptions(arguments);
        }
        shown = inspection.show(terminal.out());
      }
    }
    if (json.isPresent()) {
      JsonFile.write(shown, json.get());
    }
    return ExitStatus.DONE;
  }
}
