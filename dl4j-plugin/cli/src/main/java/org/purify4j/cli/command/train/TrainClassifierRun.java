package org.purify4j.cli.command.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.purify4j.cli.option.LabelledData;
import org.purify4j.cli.option.SameImages;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.evaluate.FileReference;
import org.purify4j.train.ClassifierTrainer;
import org.purify4j.train.ConvNet;
import org.purify4j.train.EpochResult;
import org.purify4j.train.TrainingListener;
import org.purify4j.train.TrainingPlan;

/**
 * The training of a classifier with all its options resolved.
 *
 * @param data training images
 * @param test test images
 * @param width of the network
 * @param plan how it is trained
 * @param out the output file
 */
record TrainClassifierRun(
    LabelledData data, LabelledData test, int width, TrainingPlan plan, Path out) {
  /** What the sides of the network's images are a multiple of. */
  private static final int SIDE = 4;

  /**
   * Checks that nothing is lost.
   *
   * @throws org.purify4j.cli.shell.CommandException if there is a record without its network
   */
  void requireNothingLost() {
    if (!Files.exists(out)) {
      Output.requireAbsent(recordFile(), String.valueOf(out.getFileName()));
    }
  }

  private Path recordFile() {
    return out.resolveSibling(out.getFileName() + ".json");
  }

  /** Trains, writes the network and a record of its training, and prints a line for each epoch. */
  @SuppressWarnings("try") // the watch is only closed
  void execute(Terminal terminal) throws IOException {
    Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    LabelledImages training = data.read(Integer.MAX_VALUE);
    LabelledImages unseen = test.read(Integer.MAX_VALUE);
    ConvNet net = network(training, unseen);
    Set<String> notes = new LinkedHashSet<>();
    SameImages.note(training, unseen).ifPresent(notes::add);
    data.passedOver().ifPresent(notes::add);
    test.passedOver().ifPresent(notes::add);
    notes.forEach(terminal.out()::println);
    List<EpochResult> epochs = new ArrayList<>();
    ComputationGraph network;
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        ProgressLine progress = ProgressLine.on(terminal, "train")) {
      network =
          new ClassifierTrainer(plan, training, unseen, listener(epochs, progress, terminal))
              .train(net);
    }
    AtomicFile.write(out, stream -> ModelSerializer.writeModel(network, stream, false));
    JsonFile.write(record(created, net, network, epochs, notes), recordFile());
    terminal.out().println("written: " + out + ", " + recordFile());
  }

  /** The network of the images' shape and classes, which the test images have to share. */
  private ConvNet network(LabelledImages training, LabelledImages unseen) {
    long[] shape = training.images().shape();
    long[] ofUnseen = unseen.images().shape();
    for (int axis = 1; axis < shape.length; axis++) {
      if (shape[axis] != ofUnseen[axis]) {
        throw new CommandException(
            "--test: got images " + size(ofUnseen) + ", must be " + size(shape) + " as --data");
      }
    }
    if (!data.classNames().orElse(List.of()).equals(test.classNames().orElse(List.of()))) {
      throw new CommandException(
          "--test: got classes "
              + test.classNames().orElse(List.of())
              + ", must be those of --data, "
              + data.classNames().orElse(List.of()));
    }
    if (shape[2] != shape[3] || shape[2] % SIDE != 0) {
      throw new CommandException(
          "--data: got images "
              + size(shape)
              + ", must be square with sides that are a multiple of "
              + SIDE
              + " (images:DIR,32 scales them to 32 x 32)");
    }
    int largest = Arrays.stream(training.labels()).max().orElse(0);
    int classes = data.classes().orElse(Math.max(2, largest + 1));
    return new ConvNet((int) shape[1], (int) shape[2], width, classes);
  }

  private static String size(long[] shape) {
    return shape[1] + "x" + shape[2] + "x" + shape[3];
  }

  private static TrainingListener listener(
      List<EpochResult> epochs, ProgressLine progress, Terminal terminal) {
    return new TrainingListener() {
      @Override
      public void stepped(int done, int total, double loss) {
        progress.show(done, total, String.format(Locale.ROOT, "loss %.3f", loss));
      }

      @Override
      public void ended(EpochResult epoch) {
        epochs.add(epoch);
        String line =
            String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f, test accuracy %.4f, %.0f s",
                epoch.epoch(),
                epoch.loss(),
                epoch.testAccuracy(),
                epoch.seconds());
        progress.aside(() -> terminal.out().println(line));
      }
    };
  }

  private ObjectNode record(
      Instant created,
      ConvNet net,
      ComputationGraph network,
      List<EpochResult> epochs,
      Set<String> notes)
      throws IOException {
    ObjectNode record = JsonFile.JSON.createObjectNode().put("created", created.toString());
    record.set("network", JsonFile.JSON.valueToTree(net));
    data.classNames().ifPresent(names -> names.forEach(record.putArray("classes")::add));
    record.put("parameters", network.numParams());
    record.set("training", JsonFile.JSON.valueToTree(plan));
    ArrayNode results = record.putArray("epochs");
    epochs.forEach(epoch -> results.add(JsonFile.JSON.valueToTree(epoch)));
    notes.forEach(record.putArray("notes")::add);
    List<FileReference> files = new ArrayList<>(data.references(SameImages.TRAINING));
    files.addAll(test.references("test images"));
    files.add(FileReference.of("network", out));
    record.set("files", JsonFile.JSON.valueToTree(files));
    record.set("environment", JsonFile.JSON.valueToTree(Machine.environment()));
    return record;
  }
}
