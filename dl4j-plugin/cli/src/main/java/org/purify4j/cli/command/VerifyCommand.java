package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.importers.npz.Npz;

/** Runs an imported network on saved inputs, and compares its outputs and gradients. */
public final class VerifyCommand implements Command {
  private static final double OUTPUT_TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;

  private static final ValueOption<Path> GOLDEN =
      ValueOption.path(
          "golden",
          "G.npz",
          "inputs x (and t, c), output y, and if present cotangent and grad_x, the gradient"
              + " of <y, cotangent>");

  private static final ValueOption<Double> TOLERANCE =
      new ValueOption<>(
          "tolerance",
          "T",
          "largest error in y, as a share of y's scale, at most 0.5; default 1e-4",
          ValueOption.realWithin(Bound.TOLERANCE));

  private static final ValueOption<Double> GRADIENT =
      new ValueOption<>(
          "gradient-tolerance",
          "T",
          "largest error in grad_x, as a share of its scale, at most 0.5; default 1e-3",
          ValueOption.realWithin(Bound.TOLERANCE));

  private static final ValueOption<GoldenRun.Inputs> INPUTS =
      ValueOption.choice(
          "inputs",
          "normalized|images",
          "whether a classifier's x is an image after normalisation, as the authors'"
              + " class expects it (default), or an image in [0, 1]",
          new TreeMap<>(
              Map.of(
                  "normalized", GoldenRun.Inputs.NORMALIZED, "images", GoldenRun.Inputs.IMAGES)));

  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String summary() {
    return "runs an imported network on saved inputs and compares outputs and gradients";
  }

  @Override
  public List<String> arguments() {
    return List.of("FILE");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(GOLDEN.required())
        .addOption(TOLERANCE.optional())
        .addOption(GRADIENT.optional())
        .addOption(INPUTS.optional());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "verify unet.zip --golden unet.npz", "verify resnet20.zip --golden resnet20.npz");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    double tolerance = TOLERANCE.read(arguments).orElse(OUTPUT_TOLERANCE);
    double gradientTolerance = GRADIENT.read(arguments).orElse(GRADIENT_TOLERANCE);
    GoldenRun.Inputs inputs = INPUTS.read(arguments).orElse(GoldenRun.Inputs.NORMALIZED);
    SavedKind kind = SavedKind.of(file);
    if (kind == SavedKind.DIFFUSION && INPUTS.isIn(arguments)) {
      throw new UsageException("--inputs: is for classifiers, this is a diffusion model");
    }
    List<ErrorMeasure> errors;
    try (Npz golden = Npz.open(GOLDEN.require(arguments))) {
      if (GRADIENT.isIn(arguments) && !GoldenRun.hasGradient(golden)) {
        throw new UsageException(
            "--" + GRADIENT.name() + ": changes nothing, the golden file has no grad_x");
      }
      errors =
          kind == SavedKind.DIFFUSION
              ? GoldenRun.ofDiffusion(file, golden)
              : GoldenRun.ofClassifier(file, golden, inputs);
    }
    boolean within = true;
    for (ErrorMeasure error : errors) {
      double allowed = error.name().equals("y") ? tolerance : gradientTolerance;
      terminal.out().println(error.describe(allowed));
      within &= error.within(allowed);
    }
    if (!within) {
      throw new CommandException(
          file
              + ": differs from the reference"
              + (kind == SavedKind.CLASSIFIER && inputs == GoldenRun.Inputs.IMAGES
                  ? " (if x is already normalised: leave out --inputs images)"
                  : ""));
    }
    return ExitStatus.DONE;
  }
}
