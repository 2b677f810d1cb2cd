package org.purify4j.cli.command.train;

import static org.purify4j.cli.shell.GlobalOptions.required;
import static org.purify4j.cli.shell.GlobalOptions.value;

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
import org.purify4j.cli.shell.OutputPath;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.train.TrainingPlan;

/** Trains a small classifier with DL4J. */
public final class TrainClassifierCommand implements Command {
  private static final int DEFAULT_EPOCHS = 6;
  private static final int DEFAULT_BATCH = 64;
  private static final double DEFAULT_RATE = 1e-3;
  private static final int DEFAULT_WIDTH = 16;
  private static final String EPOCHS = "epochs";
  private static final String BATCH = "batch";
  private static final String RATE = "rate";
  private static final String WIDTH = "width";
  private static final String SEED = "seed";
  private static final String OUT = "out";
  private static final ValueOption<LabelledData> DATA =
      DataSources.all().labelled("data", "32×32 training images");
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
        .addOption(value(EPOCHS, "N", "passes through the images; default " + DEFAULT_EPOCHS))
        .addOption(value(BATCH, "B", "images per step; default " + DEFAULT_BATCH))
        .addOption(
            value(
                RATE,
                "R",
                "Adam's initial learning rate, which falls linearly to zero; default "
                    + DEFAULT_RATE))
        .addOption(value(WIDTH, "W", "channels of the first convolution; default " + DEFAULT_WIDTH))
        .addOption(value(SEED, "S", "seed of weights and order; default 0"))
        .addOption(
            required(
                OUT,
                "FILE",
                "where the network is written; a record of the training goes to FILE.json"));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "train-classifier --data digits:20000,1 --test digits:1000,2 --epochs 6 --out victim.zip");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    LabelledData data = DATA.require(arguments);
    LabelledData test = TEST.require(arguments);
    TrainingPlan plan = plan(arguments);
    int width = arguments.whole(WIDTH, 1).orElse(DEFAULT_WIDTH);
    data.check();
    test.check();
    Path out = OutputPath.file(arguments.requiredPath(OUT));
    new TrainClassifierRun(data, test, width, plan, out).execute(terminal);
    return ExitStatus.DONE;
  }

  private static TrainingPlan plan(Arguments arguments) {
    try {
      return new TrainingPlan(
          arguments.whole(EPOCHS, 1).orElse(DEFAULT_EPOCHS),
          arguments.whole(BATCH, 1).orElse(DEFAULT_BATCH),
          arguments.real(RATE).orElse(DEFAULT_RATE),
          arguments.longNumber(SEED).orElse(0L));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
