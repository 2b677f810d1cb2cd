package org.purify4j.cli.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.evaluate.FileReference;

/**
 * Measures a model: forward passes, purifications, and finally gradients, which take the most
 * memory.
 *
 * @param model file of the diffusion model
 * @param victim file of a classifier, if one guides
 * @param purifiers the purifiers by name
 * @param askedSize height and width of the images, if not those the model was trained on
 * @param batch images per call
 * @param seconds shortest time for which each figure is measured
 */
record BenchRun(
    Path model,
    Optional<Path> victim,
    Map<String, PurifierConfig> purifiers,
    Optional<Integer> askedSize,
    int batch,
    double seconds) {
  private static final int WARM_UP_CALLS = 2;
  private static final int FEWEST_CALLS = 5;
  private static final double MILLIS = 1e3;
  private static final double MINUTE = 60;

  /** Runs the measurements. */
  @SuppressWarnings("try") // the watch is only closed
  BenchReport execute(Terminal terminal) throws IOException {
    List<FileReference> files = files();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        DiffusionModel diffusion = DiffusionModel.load(model);
        ProgressLine progress = ProgressLine.on(terminal, "bench")) {
      int size = askedSize.orElse(diffusion.description().imageSize());
      check(diffusion, size);
      Stages stages = new Stages(progress, purifiers.size() + 2);
      List<BenchFigure> figures = new ArrayList<>();
      try (ExecutableNetwork predictor = diffusion.noiseNetwork(batch, size, size)) {
        figures.add(network("forward", diffusion, size, predictor::forward, stages));
      }
      figures.addAll(purifications(diffusion, size, stages));
      try (ExecutableNetwork predictor = diffusion.noiseNetwork(batch, size, size)) {
        Pass pass = (x, time) -> gradient(predictor.record(x, time));
        figures.add(network("forward and input gradient", diffusion, size, pass, stages));
      }
      return new BenchReport(files, purifiers, size, batch, Machine.environment(), figures);
    }
  }

  private static INDArray gradient(Tape tape) {
    return tape.gradient(tape.output());
  }

  /** One call of the network. */
  @FunctionalInterface
  private interface Pass {
    INDArray run(INDArray x, Conditioning conditioning);
  }

  private BenchFigure network(
      String name, DiffusionModel diffusion, int size, Pass pass, Stages stages)
      throws IOException {
    INDArray x = images(diffusion, size).muli(2).subi(1);
    int timesteps = diffusion.description().schedule().timesteps();
    int[] classes = new int[diffusion.description().network().classes() == 0 ? 0 : batch];
    int[] calls = {0};
    // a different timestep at every call, as in a purification
    Runnable call =
        () -> {
          double time = diffusion.networkTime(calls[0]++ % timesteps);
          pass.run(x, new Conditioning(Conditioning.at(time, batch).times(), classes));
        };
    DoubleConsumer shown = stages.next(name);
    shown.accept(0);
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      call.run();
    }
    List<Double> times = new Repetition(seconds, FEWEST_CALLS).time(call, shown);
    return BenchFigure.of(
        name, "ms per image", times, t -> t * MILLIS / batch, ResidentMemory.peak());
  }

  private List<BenchFigure> purifications(DiffusionModel diffusion, int size, Stages stages)
      throws IOException {
    List<BenchFigure> figures = new ArrayList<>();
    INDArray images = images(diffusion, size);
    Optional<Classifier> classifier =
        victim.isPresent()
            ? Optional.of(SavedClassifier.loadBare(victim.get()).victim())
            : Optional.empty();
    try {
      for (Map.Entry<String, PurifierConfig> purifier : purifiers.entrySet()) {
        PurifierConfig config = purifier.getValue();
        try (Purifier made =
            classifier
                .map(guide -> Purifier.of(diffusion, config, guide))
                .orElseGet(() -> Purifier.of(diffusion, config))) {
          figures.add(purification(purifier.getKey(), made, images, stages));
        }
      }
    } finally {
      classifier.ifPresent(Classifier::close);
    }
    return figures;
  }

  private BenchFigure purification(String name, Purifier purifier, INDArray images, Stages stages)
      throws IOException {
    int votes = purifier.config().votes();
    String label =
        name
            + ", "
            + purifier.steps()
            + " steps"
            + (votes == 1 ? "" : ", one of " + votes + " votes");
    DoubleConsumer shown = stages.next(label);
    PurificationTimer timer = new PurificationTimer(purifier, images, seconds, shown);
    List<Double> times = timer.time();
    return BenchFigure.of(
            label + timer.note(),
            "purifications/min",
            times,
            t -> batch * MINUTE / t,
            ResidentMemory.peak())
        .withOutside(timer.outside());
  }

  /** Noise in [0, 1], the same each time. */
  private INDArray images(DiffusionModel diffusion, int size) {
    int channels = diffusion.description().network().inChannels();
    float[] pixels = new float[batch * channels * size * size];
    Random random = new Random(0);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return Nd4j.createFromArray(pixels).reshape(batch, channels, size, size);
  }

  private static void check(DiffusionModel diffusion, int size) {
    try {
      int channels = diffusion.description().network().inChannels();
      diffusion.description().requireImages(channels, size, size);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--size: " + e.getMessage(), e);
    }
  }

  private List<FileReference> files() throws IOException {
    List<FileReference> files = new ArrayList<>();
    files.add(FileReference.of("model", model));
    if (victim.isPresent()) {
      files.add(FileReference.of("victim", victim.get()));
    }
    return files;
  }

  /** Shows the progress, every figure counting equally. */
  private static final class Stages {
    private static final int PARTS = 1000;

    private final ProgressLine progress;
    private final int count;
    private int begun;

    Stages(ProgressLine progress, int count) {
      this.progress = progress;
      this.count = count;
    }

    /** Begins the next figure; the result is told the share of it that is done, 0 to 1. */
    DoubleConsumer next(String doing) {
      int before = begun++;
      return part ->
          progress.show(Math.round((before + part) * PARTS), (long) count * PARTS, doing);
    }
  }
}
