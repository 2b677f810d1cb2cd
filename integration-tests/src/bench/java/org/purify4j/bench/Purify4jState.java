package org.purify4j.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.purify4j.diffusion.engine.PlannedPredictor;
import org.purify4j.diffusion.net.Op.Attention.Layout;
import org.purify4j.diffusion.predictor.Conditioning;
import org.purify4j.diffusion.predictor.NoisePredictor;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.npz.Npz;

/** {@code unet-10m} in this project's engine. */
@State(Scope.Benchmark)
public class Purify4jState {
  private static final AdmUNet UNET_10M =
      new AdmUNet(
          3,
          64,
          6,
          List.of(64, 128, 128, 128),
          2,
          List.of(2, 4),
          new Heads.Count(4),
          Layout.HEADS_FIRST,
          AdmUNet.TimeInjection.SCALE_SHIFT,
          AdmUNet.Resampling.CONVOLUTION,
          0);

  NoisePredictor predictor;
  INDArray x;
  INDArray cotangent;
  Conditioning conditioning;

  @Setup
  public void load() throws IOException {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(BenchFiles.of("unet-10m.pt"));
        Npz golden = Npz.open(BenchFiles.of("unet-10m.npz"))) {
      for (String name : checkpoint.names()) {
        weights.put(name, checkpoint.tensor(name));
      }
      x = golden.array("x");
      cotangent = golden.array("cotangent");
      conditioning = Conditioning.at(470, (int) x.size(0));
      predictor =
          new PlannedPredictor(
              UNET_10M.describe((int) x.size(2), (int) x.size(3)),
              weights,
              (int) x.size(0),
              DataType.FLOAT);
      double error =
          predictor.predict(x, conditioning).sub(golden.array("y")).amaxNumber().doubleValue();
      if (error > 1e-4) {
        throw new IllegalStateException("output: off by " + error);
      }
    }
  }

  @TearDown
  public void close() {
    predictor.close();
  }
}
