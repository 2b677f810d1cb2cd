package org.purify4j.cli.command.train;

import static org.purify4j.cli.shell.GlobalOptions.flag;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.NetworkOptions;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.option.TrainingData;
import org.purify4j.cli.option.TrainingOptions;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.train.TrainingConfig;

/** Trains a diffusion model on your own images, or continues the training of an imported one. */
public final class TrainDiffusionCommand implements Command {
  private static final String HALF = "half";
  private static final int DEFAULT_EVERY = 500;

  private static final ValueOption<Path> MODEL =
      ValueOption.path("model", "FILE", "a model to train further, as 'import' writes it");

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "FILE",
          "where the model is written; the directory beside it with its name and"
              + " '-training' holds the checkpoint, loss curve and samples. A"
              + " training there with the same settings is continued");

  private static final ValueOption<Integer> EVERY =
      new ValueOption<>(
          "checkpoint-every",
          "N",
          "steps between checkpoints, each with a loss curve and samples. Default " + DEFAULT_EVERY,
          ValueOption.atLeast(1));

  private static final ValueOption<TrainingData> DATA =
      DataSources.all().training("data", "the images");
  private static final ValueOption<TrainingData> HELD_OUT =
      DATA.named(
          "held-out",
          "other images, on which the loss is measured with every checkpoint, at timesteps within"
              + " the focus");

  @Override
  public String name() {
    return "train-diffusion";
  }

  @Override
  public String summary() {
    return "trains a diffusion model on your own images, or continues to train an imported one";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    Options options =
        new Options()
            .addOption(DATA.required())
            .addOption(OUT.required())
            .addOption(MODEL.optional())
            .addOption(HELD_OUT.optional())
            .addOption(EVERY.optional())
            .addOption(flag(HALF, "store the model in half precision"));
    return NetworkOptions.add(TrainingOptions.add(options));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "train-diffusion --data images:photos --image-size 64 --steps 20000 --flip --focus 1400:0.8"
            + " --out photos.zip",
        "train-diffusion --data mnist:train-images-idx3-ubyte.gz --steps 3000 --out mnist.zip",
        "train-diffusion --model cifar.zip --data cifar10:data_batch_1.bin --steps 300"
            + " --learning-rate 5e-5 --held-out cifar10:test_batch.bin --out tuned.zip");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    TrainingData data = DATA.require(arguments);
    Optional<TrainingData> heldOut = HELD_OUT.read(arguments);
    TrainingConfig config = TrainingOptions.read(arguments);
    int every = EVERY.read(arguments).orElse(DEFAULT_EVERY);
    Precision precision = arguments.has(HALF) ? Precision.FLOAT16 : Precision.FLOAT32;
    Optional<Path> model = MODEL.read(arguments);
    TrainingStart start;
    if (model.isPresent()) {
      NetworkOptions.refuse(arguments);
      SavedKind.require(SavedKind.DIFFUSION, model.get());
      start = TrainingStart.from(model.get());
    } else {
      NetworkOptions.requireLabels(arguments, data);
      NetworkOptions.requireLoss(arguments, config);
      start = TrainingStart.fresh(NetworkOptions.read(arguments, data.usualChannels()), config);
    }
    TrainingOptions.requireFocusWithin(arguments, start.description().schedule().timesteps());
    try (Output out = Output.regularFile(OUT.require(arguments))) {
      TrainingFiles files = TrainingFiles.of(out.path());
      new TrainRun(start, config, data, heldOut, every, precision, files).execute(terminal);
    }
    return ExitStatus.DONE;
  }
}
