package org.purify4j.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.option.SavedClassifier;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;

/** Runs networks on the inputs of a golden file. */
final class GoldenRun {
  private static final String INPUT = "x";
  private static final String OUTPUT = "y";
  private static final String COTANGENT = "cotangent";
  private static final String GRADIENT = "grad_x";

  private GoldenRun() {}

  /** The meaning of a classifier's x. */
  enum Inputs {
    /** Images in [0, 1], which the network normalises. */
    IMAGES,
    /** Images after the normalisation. */
    NORMALIZED
  }

  /** Whether a golden file holds a gradient. */
  static boolean hasGradient(Npz golden) {
    return golden.has(GRADIENT);
  }

  /** A diffusion network on x, t and, if it has classes, c. */
  static List<ErrorMeasure> ofDiffusion(Path file, Npz golden) {
    INDArray x = images(golden);
    double[] times = golden.doubles("t");
    long[] labels = golden.has("c") ? golden.longs("c") : new long[0];
    int[] classes = Arrays.stream(labels).mapToInt(Math::toIntExact).toArray();
    Conditioning conditioning = new Conditioning(times, classes);
    List<ErrorMeasure> errors = new ArrayList<>();
    try (DiffusionModel model = DiffusionModel.load(file)) {
      int channels = model.description().network().inChannels();
      if (x.size(1) != channels || times.length != x.size(0)) {
        throw new CommandException(
            "x, t: got shape "
                + Arrays.toString(x.shape())
                + " and "
                + times.length
                + " times, must be [n, "
                + channels
                + ", h, w] and n times");
      }
      try (ExecutableNetwork predictor =
          model.rawNetwork((int) x.size(0), (int) x.size(2), (int) x.size(3))) {
        errors.add(ErrorMeasure.of(OUTPUT, predictor.forward(x, conditioning), golden));
        if (golden.has(GRADIENT)) {
          INDArray cotangent = floats(golden, COTANGENT);
          INDArray gradient = predictor.record(x, conditioning).gradient(cotangent);
          errors.add(ErrorMeasure.of(GRADIENT, gradient, golden));
        }
      }
    }
    return errors;
  }

  /** A classifier's logits on x. */
  static List<ErrorMeasure> ofClassifier(Path file, Npz golden, Inputs inputs) throws IOException {
    INDArray x = images(golden);
    List<ErrorMeasure> errors = new ArrayList<>();
    SavedClassifier classifier = SavedClassifier.loadBare(file);
    Optional<ImageNormalization> undone =
        inputs == Inputs.NORMALIZED ? classifier.normalization() : Optional.empty();
    try (Classifier victim = classifier.victim()) {
      INDArray images = undone.map(n -> x.mul(row(n.std())).add(row(n.mean()))).orElse(x);
      errors.add(ErrorMeasure.of(OUTPUT, victim.logits(images), golden));
      if (golden.has(GRADIENT)) {
        INDArray cotangent = floats(golden, COTANGENT);
        INDArray ofImages = victim.record(images).gradient(cotangent);
        INDArray gradient = undone.map(n -> ofImages.mul(row(n.std()))).orElse(ofImages);
        errors.add(ErrorMeasure.of(GRADIENT, gradient, golden));
      }
    }
    return errors;
  }

  private static INDArray images(Npz golden) {
    INDArray x = floats(golden, INPUT);
    if (x.rank() != 4) {
      throw new CommandException(
          "x: got shape " + Arrays.toString(x.shape()) + ", must be [n, c, h, w]");
    }
    return x;
  }

  private static INDArray floats(Npz golden, String name) {
    return golden.array(name).castTo(DataType.FLOAT);
  }

  /** One number per channel, to be broadcast. */
  private static INDArray row(List<Double> values) {
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Nd4j.createFromArray(numbers).castTo(DataType.FLOAT).reshape(1, numbers.length, 1, 1);
  }
}
