package org.purify4j.saved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** What DL4J builds is within the bounds, and what it would not build is named. */
class LayerNumbersTest {
  @SuppressWarnings("rawtypes") // DL4J has builders that nobody can name otherwise
  static Stream<Layer> layers() {
    return Stream.of(
        new ConvolutionLayer.Builder(3, 3).convolutionMode(ConvolutionMode.Same).nOut(2).build(),
        new ConvolutionLayer.Builder(11, 11).stride(4, 4).padding(100, 100).nOut(2).build(),
        new Convolution1DLayer.Builder(3).nOut(2).build(),
        new Convolution3D.Builder(3, 3, 3).nOut(2).build(),
        new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(2).build(),
        new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).nOut(2).build(),
        new SeparableConvolution2D.Builder(3, 3).nOut(2).build(),
        new SubsamplingLayer.Builder().build(),
        new SubsamplingLayer.Builder().convolutionMode(ConvolutionMode.Same).build(),
        new Subsampling1DLayer.Builder().build(),
        new Subsampling3DLayer.Builder().build(),
        new GlobalPoolingLayer.Builder().build(),
        new GlobalPoolingLayer.Builder().poolingDimensions(2, 3).build(),
        new Upsampling1D.Builder(2).build(),
        new Upsampling2D.Builder(2).build(),
        new Upsampling3D.Builder(2).build(),
        new ZeroPadding1DLayer.Builder(1).build(),
        new ZeroPaddingLayer.Builder(1, 1).build(),
        new ZeroPadding3DLayer.Builder(1).build(),
        new Cropping2D(1, 1),
        new SpaceToDepthLayer.Builder(2).build(),
        new SpaceToBatchLayer.Builder(new int[] {2, 2}).build(),
        new LocalResponseNormalization.Builder().build(),
        new BatchNormalization.Builder().build(),
        new RepeatVector.Builder(3).build(),
        new PrimaryCapsules.Builder(2, 2).build(),
        new CapsuleLayer.Builder(2, 2, 2).build(),
        new Bidirectional(new LSTM.Builder().nOut(2).build()));
  }

  private static MultiLayerConfiguration of(Layer layer) {
    return new NeuralNetConfiguration.Builder().list().layer(layer).build();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layersAsTheyAreBuilt(Layer layer) {
    LayerNumbers.require(of(layer));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activations(Activation activation) {
    LayerNumbers.require(of(new ActivationLayer(activation)));
  }

  @Test
  void vertices() {
    LayerNumbers.require(
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("a", "b")
            .addVertex("merged", new MergeVertex(), "a", "b")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
            .addVertex("reshaped", new ReshapeVertex(-1, 3), "sum")
            .addVertex("stacked", new StackVertex(), "a", "b")
            .addVertex("one", new UnstackVertex(0, 2), "stacked")
            .addVertex("some", new SubsetVertex(0, 1), "one")
            .setOutputs("merged", "reshaped", "some")
            .build());
  }

  @Test
  void layersWithinOthersAreNamed() {
    SubsamplingLayer pooling = new SubsamplingLayer.Builder().build();
    pooling.setStride(new int[] {2, 0});
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> LayerNumbers.require(of(new FrozenLayer.Builder().layer(pooling).build())));
    assertEquals("layer 'layer0': stride: got [2,0], must be 1 to 256", e.getMessage());
    Deconvolution2D wide = new Deconvolution2D.Builder(2, 2).nOut(1).build();
    wide.setStride(new int[] {65, 65});
    IllegalArgumentException transposed =
        assertThrows(IllegalArgumentException.class, () -> LayerNumbers.require(of(wide)));
    assertEquals("layer 'layer0': stride: got [65,65], must be 1 to 64", transposed.getMessage());
  }
}
