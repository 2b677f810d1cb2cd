package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Every layer of DL4J that wraps another one, in a network of images that are channels last.
 *
 * <p>Of them only the two that freeze can wrap a layer that reads images. {@code MaskZeroLayer},
 * {@code TimeDistributed}, {@code Bidirectional} and {@code LastTimeStep} take activations of rank
 * 3, so that they can stand behind a convolution's reshaped maps and nowhere before them.
 */
class WrapperLayersTest {
  private static final int MAPS = 4;
  private static final int POSITIONS = 36;

  static Stream<Named<Layer>> wrappers() {
    return Stream.of(
        Named.of("FrozenLayer", new FrozenLayer(recurrent())),
        Named.of("FrozenLayerWithBackprop", new FrozenLayerWithBackprop(recurrent())),
        Named.of(
            "MaskZeroLayer",
            new MaskZeroLayer.Builder().setUnderlying(recurrent()).setMaskValue(9).build()),
        Named.of(
            "TimeDistributed",
            new TimeDistributed(
                new DenseLayer.Builder().nIn(MAPS).nOut(5).activation(Activation.TANH).build())),
        Named.of("Bidirectional", new Bidirectional(Bidirectional.Mode.ADD, recurrent())));
  }

  private static LSTM recurrent() {
    return new LSTM.Builder().nIn(MAPS).nOut(5).dropOut(0.7).build();
  }

  private static ComputationGraph network(Layer wrapper) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .graphBuilder()
                .addInputs("image")
                .addLayer(
                    "conv",
                    new FrozenLayerWithBackprop(
                        new ConvolutionLayer.Builder(3, 3)
                            .dataFormat(CNN2DFormat.NHWC)
                            .nOut(MAPS)
                            .activation(Activation.TANH)
                            .build()),
                    "image")
                .addVertex("series", new ReshapeVertex(-1, MAPS, POSITIONS), "conv")
                .addLayer("wrapper", wrapper, "series")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "wrapper")
                .addLayer("out", new OutputLayer.Builder().nOut(Networks.CLASSES).build(), "pool")
                .setOutputs("out")
                .setInputTypes(
                    InputType.convolutional(Networks.SIDE, Networks.SIDE, 3, CNN2DFormat.NHWC))
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void logitsAndGradientAreThoseOfInference(Layer wrapper) {
    ComputationGraph network = network(wrapper);
    INDArray images = TestImages.uniform(8, DataType.DOUBLE, 2, 3, Networks.SIDE, Networks.SIDE);
    try (Dl4jVictim victim = Dl4jVictim.of(network)) {
      INDArray expected = network.outputSingle(images.permute(0, 2, 3, 1).dup('c'));
      INDArray found = Transforms.softmax(victim.logits(images));
      assertEquals(0, expected.sub(found).amaxNumber().doubleValue(), 1e-6);
      CentralDifferences.assertGradient(
          Gradients.ofSquare(victim, images),
          x -> 0.5 * Math.pow(victim.logits(x).norm2Number().doubleValue(), 2),
          images,
          23);
    }
  }
}
