package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.engine.samediff.SameDiffTrainableNetwork;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.DdpmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.diffusion.unet.ScoreSdeUNet;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.diffusion.unet.UNet;

/**
 * The vector engine's weight gradients against SameDiff's in float64, over networks and numbers of
 * threads.
 */
class VectorTrainableNetworkTest {

  /** One network and how it is run; the sizes make whole and partial tiles and blocks. */
  record Case(long seed, UNet net, int height, int width, int batch, int threads) {
    /** Float32 and Winograd's transforms; nets that keep more of the image lose a little more. */
    double tolerance() {
      return net instanceof AdmUNet ? 1e-5 : 2e-5;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(1, net(3, TimeInjection.SCALE_SHIFT, Resampling.CONVOLUTION, 5), 16, 16, 2, 1),
        new Case(2, net(6, TimeInjection.ADDED, Resampling.RESIDUAL, 0), 8, 8, 5, 2),
        new Case(3, net(3, TimeInjection.ADDED, Resampling.CONVOLUTION, 3), 14, 10, 3, 2),
        new Case(4, net(6, TimeInjection.SCALE_SHIFT, Resampling.PLAIN, 0), 20, 20, 2, 3),
        new Case(5, ddpm(), 16, 16, 3, 2),
        new Case(6, scoreSde(), 16, 16, 3, 2));
  }

  /** Zeros on one side only, queries, keys and values apart. */
  private static UNet ddpm() {
    return new DdpmUNet(
        3, 3, 32, new Resolutions(List.of(32, 64), 1, List.of(2)), DdpmUNet.Resampling.CONVOLUTION);
  }

  /** Scaled sums, filtered resolutions, matrices that lie the other way. */
  private static UNet scoreSde() {
    return new ScoreSdeUNet(
        3,
        32,
        new Resolutions(List.of(32, 64), 1, List.of(2)),
        ScoreSdeUNet.BlockType.BIGGAN,
        Op.Filter.FIR,
        ScoreSdeUNet.Sum.RESCALED,
        ScoreSdeUNet.ImagePath.RESIDUAL,
        999,
        0);
  }

  private static AdmUNet net(int out, TimeInjection injection, Resampling resampling, int classes) {
    return new AdmUNet(
        3,
        64,
        out,
        List.of(64, 96),
        1,
        List.of(2),
        new Heads.Width(16),
        classes > 0 ? Layout.HEADS_FIRST : Layout.QKV_FIRST,
        injection,
        resampling,
        classes);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theVectorEngineAgreesWithSameDiff(Case c) {
    Network network = c.net().describe(c.height(), c.width());
    Map<String, INDArray> weights = Weights.random(network, c.seed());
    Batch batch = batch(c);
    try (SameDiffTrainableNetwork reference =
            new SameDiffTrainableNetwork(network, c.batch(), DataType.DOUBLE);
        TrainableNetwork vector = new VectorTrainableNetwork(network, c.batch(), c.threads())) {
      reference.load(weights);
      vector.load(Parameters.of(network, Weights.random(network, c.seed() + 10)));
      batch.gradient(vector);
      vector.load(Parameters.of(network, weights));
      Map<String, INDArray> expected =
          reference.gradients(
              batch.x(),
              batch.conditioning(),
              batch.cotangent(reference.forward(batch.x(), batch.conditioning())));
      Map<String, INDArray> actual = batch.gradient(vector).toArrays();
      double all = 0;
      for (INDArray tensor : expected.values()) {
        all += Math.pow(tensor.norm2Number().doubleValue(), 2);
      }
      Map<String, Double> errors = new LinkedHashMap<>();
      for (String name : expected.keySet()) {
        INDArray tensor = expected.get(name);
        double error =
            tensor.sub(actual.get(name).castTo(DataType.DOUBLE)).norm2Number().doubleValue();
        // some are zero but for rounding, such as that of a bias that a normalisation takes out
        double scale = Math.max(tensor.norm2Number().doubleValue(), 1e-3 * Math.sqrt(all));
        errors.put(name, error / scale);
      }
      List<String> wrong = new ArrayList<>();
      errors.forEach(
          (name, error) -> {
            if (!(error <= c.tolerance())) {
              wrong.add(name + " " + error);
            }
          });
      assertEquals(List.of(), wrong);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noBitDependsOnTheThreads(Case c) {
    Network network = c.net().describe(c.height(), c.width());
    Parameters weights = Parameters.of(network, Weights.random(network, c.seed()));
    Batch batch = batch(c);
    try (TrainableNetwork one = new VectorTrainableNetwork(network, c.batch(), c.threads());
        TrainableNetwork other =
            new VectorTrainableNetwork(network, c.batch(), c.threads() % 3 + 1)) {
      one.load(weights);
      other.load(weights);
      assertArrayEquals(batch.gradient(one).data(), batch.gradient(other).data());
    }
  }

  private record Batch(INDArray x, INDArray noise, Conditioning conditioning) {
    /** Of the mean of (ε̂ − ε)². */
    INDArray cotangent(INDArray output) {
      return output.castTo(DataType.DOUBLE).sub(noise).muli(2.0 / output.length());
    }

    Parameters gradient(TrainableNetwork network) {
      WeightTape tape = network.record(x, conditioning);
      return tape.gradient(cotangent(tape.output()));
    }
  }

  private static Batch batch(Case c) {
    Random random = new Random(c.seed());
    double[] times = random.doubles(c.batch(), 0, 1000).toArray();
    int classes = c.net().classes();
    return new Batch(
        Weights.normal(random, c.batch(), 3, c.height(), c.width()),
        Weights.normal(random, c.batch(), c.net().outChannels(), c.height(), c.width())
            .castTo(DataType.DOUBLE),
        new Conditioning(
            times, classes == 0 ? new int[0] : random.ints(c.batch(), 0, classes).toArray()));
  }
}
