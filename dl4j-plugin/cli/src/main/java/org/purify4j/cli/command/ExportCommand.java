package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.importers.SafeTensorsExport;
import org.purify4j.saved.SavedNetwork;

/** Writes an imported network's weights for PyTorch. */
public final class ExportCommand implements Command {
  private static final String ENDING = ".safetensors";

  private static final ValueOption<Path> OUT =
      ValueOption.path("out", "F.safetensors", "where they are written");

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String summary() {
    return "writes an imported network's weights as safetensors, under PyTorch's names";
  }

  @Override
  public List<String> arguments() {
    return List.of("FILE");
  }

  @Override
  public Options options() {
    return new Options().addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of("export diffusion.zip --out diffusion.safetensors");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    Path wanted = OUT.require(arguments);
    if (!wanted.toString().endsWith(ENDING)
        && (!Files.exists(wanted) || Files.isRegularFile(wanted))) {
      throw new UsageException(
          "--" + OUT.name() + ": got " + wanted + ", must end in " + ENDING + ", the format");
    }
    try (Output output = Output.file(wanted)) {
      Path out = output.path();
      Path beside = SafeTensorsExport.beside(out);
      int tensors =
          switch (SavedKind.of(file)) {
            case DIFFUSION -> exportDiffusion(file, out);
            case CLASSIFIER -> exportClassifier(file, out);
          };
      String described = Files.exists(beside) ? ", configuration in " + beside.getFileName() : "";
      terminal
          .out()
          .println(
              ErrorLine.clean(
                  file + " -> " + out + " (" + tensors + " tensors, float32" + described + ")"));
      output.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  private static int exportDiffusion(Path file, Path out) throws IOException {
    try (DiffusionModel model = DiffusionModel.load(file)) {
      return SafeTensorsExport.write(model, out);
    }
  }

  private static int exportClassifier(Path file, Path out) throws IOException {
    SavedNetwork saved = SavedNetwork.read(file);
    if (!saved.isGraph()) {
      throw new CommandException(file + ": is a MultiLayerNetwork, must be an imported network");
    }
    ComputationGraph graph = saved.graph();
    if (PurifiedNetwork.isPurified(graph)) {
      throw new CommandException(
          file + ": is a network that purifies its input, must be the classifier without that");
    }
    try {
      return SafeTensorsExport.write(graph, ClassifierArchive.provenance(file), out);
    } finally {
      graph.close();
    }
  }
}
