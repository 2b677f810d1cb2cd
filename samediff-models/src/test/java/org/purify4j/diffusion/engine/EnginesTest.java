package org.purify4j.diffusion.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.EngineChoice.Engine;
import org.purify4j.diffusion.engine.nd4j.Nd4jNetwork;
import org.purify4j.diffusion.engine.vector.VectorNetwork;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;

class EnginesTest {
  @Test
  void theChoiceFollowsTheModuleAndIsWhatIsOpened() {
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertEquals(module ? Engine.VECTOR : Engine.ND4J, EngineChoice.current().engine());
    Network network =
        new AdmUNet(
                3,
                32,
                3,
                List.of(32),
                1,
                List.of(),
                new Heads.Count(1),
                Layout.HEADS_FIRST,
                TimeInjection.ADDED,
                Resampling.PLAIN,
                0)
            .describe(4, 4);
    Map<String, INDArray> weights = Weights.random(network, 1);
    try (ExecutableNetwork predictor = new Engines(weights).open(network, 1)) {
      assertEquals(module ? VectorNetwork.class : Nd4jNetwork.class, predictor.getClass());
    }
  }
}
