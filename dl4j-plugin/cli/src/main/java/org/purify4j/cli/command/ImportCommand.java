package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.CheckpointOptions;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportReport;
import org.purify4j.importers.ImportedClassifier;
import org.purify4j.importers.ImportedDiffusion;
import org.purify4j.importers.Importers;
import org.purify4j.importers.RecognisedCheckpoint;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.family.Origin;
import org.purify4j.importers.unet.UNetImporter;
import org.purify4j.layers.ImageNormalization;

/** Turns a PyTorch checkpoint into a diffusion model or a DL4J network. */
public final class ImportCommand implements Command {
  private static final ValueOption<Path> OUT =
      ValueOption.path("out", "FILE", "where the result is written");

  private static final ValueOption<ImageNormalization> NORMALIZATION =
      new ValueOption<>(
          "normalization",
          "N",
          "what a classifier's first layer applies to images in [0, 1]: cifar10, cifar10-alt,"
              + " cifar100, imagenet, inception, none, or m,m,m/s,s,s; if not given, its authors'"
              + " own",
          ImportCommand::normalization);

  @Override
  public String name() {
    return "import";
  }

  @Override
  public String summary() {
    return "turns a PyTorch checkpoint into a diffusion model or a DL4J network";
  }

  @Override
  public List<String> arguments() {
    return List.of("CKPT");
  }

  @Override
  public Options options() {
    Options options = CheckpointOptions.add(new Options());
    return options.addOption(OUT.required()).addOption(NORMALIZATION.optional());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "import cifar10_uncond_50M_500K.pt --out diffusion.zip",
        "import unet.pt --schedule linear --timesteps 1000 --heads 4 --out diffusion.zip",
        "import cifar10_resnet56.pt --normalization cifar10 --out resnet56.zip");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    ImportOptions options = options(arguments);
    try (Output out = Output.file(OUT.require(arguments))) {
      print(report(file, options, out.path(), arguments), file, out.path(), terminal);
      out.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  private static ImportReport report(
      Path file, ImportOptions options, Path out, Arguments arguments) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      RecognisedCheckpoint<FamilyImporter> recognised = Importers.recognise(checkpoint, options);
      Optional<RecognisedCheckpoint<UNetImporter>> unet = recognised.as(UNetImporter.class);
      refuseOptionsOfTheOtherKind(unet.isPresent(), arguments);
      return unet.isPresent()
          ? importDiffusion(unet.get(), out)
          : importClassifier(recognised.as(ClassifierImporter.class).orElseThrow(), out);
    }
  }

  private static ImportOptions options(Arguments arguments) throws IOException {
    return NORMALIZATION.change(
        arguments, CheckpointOptions.read(arguments), ImportOptions::withNormalization);
  }

  /** Its own messages begin with the option's name. */
  private static ImageNormalization normalization(String place, String text) {
    try {
      return ImageNormalization.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  private static void refuseOptionsOfTheOtherKind(boolean diffusion, Arguments arguments) {
    if (!diffusion) {
      CheckpointOptions.refuseDiffusionOptions(arguments);
    } else if (NORMALIZATION.isIn(arguments)) {
      throw new UsageException(
          "--" + NORMALIZATION.name() + ": is for classifiers, this is a diffusion model");
    }
  }

  private static ImportReport importDiffusion(
      RecognisedCheckpoint<UNetImporter> checkpoint, Path out) {
    ImportedDiffusion imported = Importers.importDiffusion(checkpoint);
    try (var model = imported.model()) {
      model.save(out);
    }
    return imported.report();
  }

  private static ImportReport importClassifier(
      RecognisedCheckpoint<ClassifierImporter> checkpoint, Path out) throws IOException {
    ImportedClassifier imported = Importers.importClassifier(checkpoint);
    ClassifierArchive.write(imported, out);
    return imported.report();
  }

  private static void print(ImportReport report, Path file, Path out, Terminal terminal) {
    Origin origin = report.origin();
    terminal.out().println(ErrorLine.clean(file + " -> " + out));
    terminal.out().println("  family: " + origin.family());
    terminal.out().println("  container: " + origin.container());
    terminal.out().println("  weights: " + ErrorLine.clean(origin.selection()));
    terminal
        .out()
        .println("  tensors: " + report.tensors() + ", parameters: " + report.parameters());
    terminal.out().println("  sha256: " + origin.sha256());
    FactList.print(report.facts(), terminal.out());
    for (String notice : report.notices()) {
      terminal.err().println(ErrorLine.clean("WARNING: " + file + ": " + notice));
    }
  }
}
