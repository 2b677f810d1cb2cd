package org.purify4j.diffusion.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.EngineChoice.Engine;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.net.Op.Attention.Layout;
import org.purify4j.diffusion.predictor.NoisePredictor;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.diffusion.vector.VectorPredictor;

@Tag("every-engine")
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
    try (NoisePredictor predictor = new Engines(weights).open(network, 1)) {
      assertEquals(module ? VectorPredictor.class : PlannedPredictor.class, predictor.getClass());
    }
  }
}
