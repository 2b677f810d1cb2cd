package org.purify4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;

/** Puts a purifier in front of a Deeplearning4j network, classifies, saves and restores it. */
public final class DefendedNetwork {
  private DefendedNetwork() {}

  /**
   * @param args the archive of a diffusion model of 32 by 32 colour images, and where to save the
   *     network
   */
  public static void main(String[] args) throws IOException {
    File file = new File(args[1]);
    INDArray images = new SyntheticDigits(1).read(2).images(); // [n, 3, h, w], RGB, 0 … 1

    // Noise up to step 800 of the model's schedule, and back in 8 steps.
    // The seed is fixed so that this example prints the same answers twice; leave withSeed out
    // where attackers may be, and the noise is fresh at every call.
    PurifierConfig settings =
        PurifierConfig.of(new NoiseLevel.Timestep(800))
            .withRespacing(new Respacing.Evenly(8))
            .withSeed(1);
    PurifierReference purifier = PurifierReference.of(Path.of(args[0]), settings);

    MultiLayerNetwork defended = PurifiedNetwork.wrap(classifier(), purifier);
    System.out.println("defended: " + defended.output(images));

    ModelSerializer.writeModel(defended, file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
    System.out.println("restored: " + restored.output(images));
  }

  /** Stands for yours: three classes, one convolution, weights drawn at random. */
  private static MultiLayerNetwork classifier() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .stride(2, 2)
                        .nOut(8)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build());
    network.init();
    return network;
  }
}
