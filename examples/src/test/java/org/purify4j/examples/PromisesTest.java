package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.ImageFaultException;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;

/** What the documentation promises to DL4J users, with the installed artefacts alone. */
class PromisesTest {
  private static final PurifierConfig UNGUIDED =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(2))
          .withSeed(1);
  private static final PurifierConfig GUIDED =
      UNGUIDED.withGuidance(
          Guidance.of(
              new VictimOutput(5, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));

  @TempDir Path folder;
  private Path archive;
  private final INDArray images = new SyntheticDigits(1).read(2).images();

  @BeforeEach
  void makeModel() throws Exception {
    archive = SmallModel.write(folder.resolve("diffusion.zip"));
  }

  @Test
  void aGuidedNetworkOfLayersBecomesAGraphThatCanBeCloned() {
    PurifierReference guided = PurifierReference.of(archive, GUIDED);
    assertThrows(IllegalArgumentException.class, () -> PurifiedNetwork.wrap(layers(32), guided));

    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(layers(32), guided);

    assertEquals(graph.outputSingle(images), graph.clone().outputSingle(images));
  }

  @Test
  void aPurifiedNetworkIsKnownAndCanBeUnwrapped() {
    PurifierReference purifier = PurifierReference.of(archive, UNGUIDED);
    MultiLayerNetwork bare = layers(32);
    MultiLayerNetwork defended = PurifiedNetwork.wrap(bare, purifier);

    assertTrue(PurifiedNetwork.isPurified(defended));
    assertFalse(PurifiedNetwork.isPurified(bare));
    assertEquals(bare.output(images), PurifiedNetwork.unwrap(defended).output(images));
    assertThrows(IllegalArgumentException.class, () -> PurifiedNetwork.wrap(defended, purifier));
    assertThrows(IllegalArgumentException.class, () -> PurifiedNetwork.relocate(bare, archive));
  }

  @Test
  void whatDoesNotFitIsRefusedByWrap() {
    PurifierReference purifier = PurifierReference.of(archive, UNGUIDED);
    IllegalArgumentException odd =
        assertThrows(
            IllegalArgumentException.class, () -> PurifiedNetwork.wrap(layers(33), purifier));
    assertTrue(odd.getMessage().contains("33"), odd.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> PurifierReference.of(archive, PurifierConfig.of(new NoiseLevel.Timestep(4001))));
  }

  @Test
  void aBrokenImageIsNamedAndTheOthersArePurified() {
    MultiLayerNetwork defended =
        PurifiedNetwork.wrap(layers(32), PurifierReference.of(archive, UNGUIDED));
    INDArray broken = images.dup();
    broken.putScalar(new int[] {1, 0, 0, 0}, Float.NaN);

    ImageFaultException fault =
        assertThrows(ImageFaultException.class, () -> defended.output(broken));

    assertEquals(Set.of(1), fault.faults().keySet());
    INDArray others = fault.others().orElseThrow();
    assertFalse(others.slice(0).isNaN().any());
    assertTrue(others.slice(1).isNaN().all());
  }

  private static MultiLayerNetwork layers(int size) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(size, size, 3))
                .build());
    network.init();
    return network;
  }
}
