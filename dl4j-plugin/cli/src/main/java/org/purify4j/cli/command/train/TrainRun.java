package org.purify4j.cli.command.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.purify4j.cli.option.SameImages;
import org.purify4j.cli.option.TrainingData;
import org.purify4j.cli.option.TrainingOptions;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.Output;
import org.purify4j.cli.shell.StopSignal;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.train.DiffusionTrainer;
import org.purify4j.diffusion.train.HeldOutLoss;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.diffusion.train.ShuffledImages;
import org.purify4j.diffusion.train.TimestepSampling;
import org.purify4j.diffusion.train.TrainingCheckpoint;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.diffusion.train.TrainingState;

/**
 * A training with all its options resolved.
 *
 * @param start what it begins with
 * @param config settings of the training
 * @param data training images
 * @param heldOut images on which the loss is measured
 * @param every steps between checkpoints
 * @param precision of the result
 * @param files the output files
 */
record TrainRun(
    TrainingStart start,
    TrainingConfig config,
    TrainingData data,
    Optional<TrainingData> heldOut,
    int every,
    Precision precision,
    TrainingFiles files) {
  private static final int MOST_HELD_OUT = 1000;

  /** Starts or continues the training, and writes the model. */
  @SuppressWarnings("try") // the directory is only closed
  void execute(Terminal terminal) throws IOException {
    int size = start.description().imageSize();
    ImageShape shape = new ImageShape(start.description().network().inChannels(), size, size);
    try (ImageSet images = data.open(shape);
        ImageSet measured = heldOut.isPresent() ? heldOut.get().open(shape) : null;
        Output directory = files.claim()) {
      String name = data.text() + " (" + images.size() + " of " + images.shape() + ")";
      TrainingState state = state(name, terminal);
      List<String> notes = notes();
      notes.forEach(terminal.err()::println);
      new TrainingRecord(start, config, data, heldOut, notes).write(files.record());
      Optional<HeldOutLoss> loss = Optional.ofNullable(measured).map(this::heldOutLoss);
      try (StopSignal stop = new StopSignal();
          DiffusionTrainer trainer =
              new DiffusionTrainer(
                  start.description(), state, config, new ShuffledImages(images, config.seed()));
          TrainingLog log = TrainingLog.open(files.metrics(), state.step(), config, terminal)) {
        Checkpoints checkpoints = new Checkpoints(this, name, trainer, log, loss);
        if (state.step() == 0) {
          checkpoints.measure();
        }
        while (!trainer.isDone() && !stop.asked()) {
          log.add(trainer.step());
          if (trainer.state().step() % every == 0 && !trainer.isDone()) {
            checkpoints.save();
          }
        }
        if (!trainer.isDone()) {
          checkpoints.keep();
          stop.answer(() -> terminal.err().println(stopped(trainer.state().step())));
          return;
        }
        if (trainer.state().step() > state.step()) {
          checkpoints.save();
        }
        try (DiffusionModel model = trainer.model(provenance(name))) {
          model.save(files.model(), precision);
        }
      }
    }
    terminal.out().println("written: " + files.model() + ", and " + files.directory());
  }

  private List<String> notes() throws IOException {
    Set<String> notes = new LinkedHashSet<>();
    heldOut.flatMap(other -> SameImages.note(data, other)).ifPresent(notes::add);
    data.passedOver().ifPresent(notes::add);
    if (heldOut.isPresent()) {
      heldOut.get().passedOver().ifPresent(notes::add);
    }
    return List.copyOf(notes);
  }

  private String stopped(long step) {
    return "stopped after step "
        + step
        + " of "
        + config.steps()
        + "; repeat the command to continue";
  }

  private TrainingState state(String images, Terminal terminal) throws IOException {
    if (!Files.exists(files.checkpoint())) {
      for (Path kept : files.keepWithoutCheckpoint()) {
        terminal
            .err()
            .println(
                "kept: "
                    + kept
                    + ", of a training whose "
                    + files.checkpoint().getFileName()
                    + " is not there to continue from; a new one starts");
      }
      return TrainingState.of(start.weights().get());
    }
    TrainingCheckpoint there = checkpoint();
    ModelDescription before = there.description();
    requireSame(TrainingOptions.differences(there.config(), config));
    requireSame(Difference.first("network", before.network(), start.description().network()));
    requireSame(Difference.first("images", there.images(), images));
    requireSame(
        Difference.first(
            "program", before.provenance().program(), start.description().provenance().program()));
    requireSame(Difference.first("initial model", before, start.description()));
    terminal.err().println("continuing after step " + there.state().step());
    return there.state();
  }

  private TrainingCheckpoint checkpoint() {
    try {
      return TrainingCheckpoint.read(files.checkpoint());
    } catch (ArchiveException e) {
      throw new CommandException(
          e.getMessage()
              + "; bring back a whole one to continue, or remove the directory "
              + files.directory()
              + " to start anew",
          e);
    }
  }

  private void requireSame(String differences) {
    if (!differences.isEmpty()) {
      throw new CommandException(
          files.directory()
              + ": belongs to another training ("
              + differences
              + "), must be of the same to be continued (otherwise use another --out, or remove"
              + " the directory)");
    }
  }

  private HeldOutLoss heldOutLoss(ImageSet images) {
    TimestepSampling focus = config.timesteps();
    TimestepSampling within =
        focus.share() > 0 ? new TimestepSampling(focus.below(), 1) : TimestepSampling.uniform();
    return new HeldOutLoss(images, MOST_HELD_OUT, within, config.seed());
  }

  private Provenance provenance(String images) {
    return start
        .description()
        .provenance()
        .withNote(SameImages.TRAINED_ON, images)
        .withNote("training", config.toString());
  }

  /** What is written at every checkpoint. */
  private record Checkpoints(
      TrainRun run,
      String images,
      DiffusionTrainer trainer,
      TrainingLog log,
      Optional<HeldOutLoss> heldOut) {

    /** Writes the checkpoint from which the training can continue. */
    void keep() throws IOException {
      new TrainingCheckpoint(run.start.description(), run.config, images, trainer.state())
          .write(run.files.checkpoint());
    }

    /** Writes the checkpoint, the held-out loss, the chart and the samples. */
    void save() throws IOException {
      keep();
      try (DiffusionModel model = model()) {
        measure(model);
        ImageFiles.write(SampleGrid.draw(model, run.config.seed()), run.files.samples());
      }
      ImageFiles.write(LossChart.draw(log.curve()), run.files.chart());
    }

    void measure() throws IOException {
      try (DiffusionModel model = model()) {
        measure(model);
      }
    }

    private void measure(DiffusionModel model) throws IOException {
      if (heldOut.isPresent()) {
        log.addHeldOut(trainer.state().step(), heldOut.get().of(model));
      }
    }

    private DiffusionModel model() {
      return trainer.model(run.start.description().provenance());
    }
  }
}
