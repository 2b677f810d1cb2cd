package org.purify4j.cli.command.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.LabelledData;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.train.TrainingPlan;

/** Trains a small classifier with DL4J. */
public final class TrainClassifierCommand implements Command {
  private static final int DEFAULT_EPOCHS = 6;
  private static final int DEFAULT_BATCH = 64;
  private static final double DEFAULT_RATE = 1e-3;
  private static final int DEFAULT_WIDTH = 16;

  private static final ValueOption<Integer> EPOCHS =
      new ValueOption<>(
          "epochs",
          "N",
          "passes through the images; default " + DEFAULT_EPOCHS,
          ValueOption.within(Bound.EPOCHS));

  private static final ValueOption<Integer> BATCH =
      new ValueOption<>(
          "batch",
          "B",
          "images per step; default " + DEFAULT_BATCH,
          ValueOption.within(Bound.TRAINING_BATCH));

  private static final ValueOption<Double> RATE =
      new ValueOption<>(
          "rate",
          "R",
          "Adam's initial learning rate, which falls linearly to zero; default " + DEFAULT_RATE,
          ValueOption.realWithin(Bound.LEARNING_RATE));

  private static final ValueOption<Integer> WIDTH =
      new ValueOption<>(
          "width",
          "W",
          "channels of the first convolution; default " + DEFAULT_WIDTH,
          ValueOption.within(Bound.CHANNELS));

  private static final ValueOption<Long> SEED =
      new ValueOption<>("seed", "S", "seed of weights and order; default 0", Numbers::whole);

  private static final ValueOption<Path> OUT =
      ValueOption.path(
          "out",
          "FILE",
          "where the network is written; a record of the training goes to FILE.json");

  private static final ValueOption<LabelledData> DATA =
      DataSources.all()
          .labelled("data", "training images, square, with sides that are a multiple of 4");
  private static final ValueOption<LabelledData> TEST =
      DataSources.all()
          .labelled("test", "other images, on which accuracy is measured after every epoch");

  @Override
  public String name() {
    return "train-classifier";
  }

  @Override
  public String summary() {
    return "trains a small convolutional classifier, such as the one of the demo";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(DATA.required())
        .addOption(TEST.required())
        .addOption(EPOCHS.optional())
        .addOption(BATCH.optional())
        .addOption(RATE.optional())
        .addOption(WIDTH.optional())
        .addOption(SEED.optional())
        .addOption(OUT.required());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "train-classifier --data digits:20000,1 --test digits:1000,2 --epochs 6 --out victim.zip",
        "train-classifier --data mnist:train-images-idx3-ubyte.gz,train-labels-idx1-ubyte.gz"
            + " --test mnist:t10k-images-idx3-ubyte.gz,t10k-labels-idx1-ubyte.gz --out lenet.zip",
        "train-classifier --data images:pets/train,64 --test images:pets/test,64 --out pets.zip");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    LabelledData data = DATA.require(arguments);
    LabelledData test = TEST.require(arguments);
    TrainingPlan plan = plan(arguments);
    int width = WIDTH.read(arguments).orElse(DEFAULT_WIDTH);
    data.check();
    test.check();
    try (Output out = Output.regularFile(OUT.require(arguments))) {
      TrainClassifierRun run = new TrainClassifierRun(data, test, width, plan, out.path());
      run.requireNothingLost();
      run.execute(terminal);
      out.remark(terminal);
    }
    return ExitStatus.DONE;
  }

  private static TrainingPlan plan(Arguments arguments) {
    try {
      return new TrainingPlan(
          EPOCHS.read(arguments).orElse(DEFAULT_EPOCHS),
          BATCH.read(arguments).orElse(DEFAULT_BATCH),
          RATE.read(arguments).orElse(DEFAULT_RATE),
          SEED.read(arguments).orElse(0L));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
