package org.purify4j.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.choice.ModelNetworks;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.importers.checkpoint.Checkpoint;

/** {@code unet-10m} in this project's engine of choice. */
abstract class Purify4jNetwork implements Network {
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
          TimeInjection.SCALE_SHIFT,
          AdmUNet.Resampling.CONVOLUTION,
          0);

  final ExecutableNetwork network;
  final INDArray x;
  final Conditioning conditioning;

  Purify4jNetwork(Inputs inputs) throws IOException {
    Map<String, INDArray> weights = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(BenchFiles.of("unet-10m.pt"))) {
      for (String name : checkpoint.names()) {
        weights.put(name, checkpoint.tensor(name));
      }
    }
    Case measured = inputs.measured();
    x = Nd4j.createFromArray(inputs.x()).reshape(inputs.imageShape());
    conditioning = Conditioning.at(Inputs.TIME, measured.batch());
    network =
        new ModelNetworks(weights)
            .open(UNET_10M.describe(measured.size(), measured.size()), measured.batch());
  }

  @Override
  public abstract INDArray call();

  @Override
  public float[] answer() {
    return call().dup('c').data().asFloat();
  }

  @Override
  public void close() {
    network.close();
  }
}
