package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageStream;
import org.purify4j.diffusion.train.ShuffledImages;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.evaluate.PredictedClasses;
import org.purify4j.evaluate.Proportion;
import org.purify4j.victim.Dl4jVictim;

/**
 * LeNet on MNIST: trained by DL4J, put behind a purifier, and attacked twice, by an attacker who
 * does not know of the purifier and by one who differentiates it.
 */
public final class MnistLeNet {
  private static final int BATCH = 64;
  private static final int CLASSES = 10;

  /** Pixel noise of σ = 0.3, removed in 8 steps: the attacks below move a pixel by up to 0.2. */
  private static final PurifierConfig SETTINGS =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.3))
          .withRespacing(new Respacing.Evenly(8))
          .withBatchSize(32);

  private static final AttackSettings ATTACK = AttackSettings.of(new Budget(Norm.LINF, 0.2));

  private MnistLeNet() {}

  /**
   * @param args the folder of MNIST's four files, the archive of a diffusion model of one channel
   *     ({@link MnistDiffusion}), the number of training steps of LeNet, how many of the test
   *     images are attacked, and in how many steps: the more, the less any defence keeps
   */
  public static void main(String[] args) throws IOException {
    Path mnist = Path.of(args[0]);
    Path archive = Path.of(args[1]);
    MultiLayerNetwork lenet = lenet();
    try (ImageSet digits = MnistFiles.training(mnist)) {
      train(lenet, new ShuffledImages(digits, 1), Integer.parseInt(args[2]));
    }
    LabelledImages test = MnistFiles.test(mnist, Integer.parseInt(args[3]));
    Pgd attack = Pgd.of(ATTACK.withSteps(Integer.parseInt(args[4])));

    MultiLayerNetwork defended =
        PurifiedNetwork.wrap(lenet, PurifierReference.of(archive, SETTINGS));

    System.out.printf(
        "%d test images, PGD-%d, L∞ 0.2, 95 %% intervals%n", test.size(), attack.steps());
    System.out.printf("%-24s%-20s%s%n", "", "LeNet", "purified LeNet");
    print("clean", test.images(), test, lenet, defended);
    try (Dl4jVictim victim = Dl4jVictim.of(lenet);
        DiffusionModel model = DiffusionModel.load(archive);
        Purifier purifier = Purifier.of(model, SETTINGS)) {
      // Both attackers know LeNet's weights. The second knows the diffusion model and its settings
      // too, and follows the exact gradient through every step; the noise of the defended network
      // it does not know.
      NoisyClassifier bare = NoisyClassifier.of(victim);
      NoisyClassifier known = new PurifiedClassifier(purifier, victim, GradientMode.EXACT);
      print("attacked, blind", attacked(attack, bare, test), test, lenet, defended);
      print("attacked, knowing", attacked(attack, known, test), test, lenet, defended);
    }
    System.out.println(
        "An attack gives an upper bound: more steps, or gradients averaged over more draws of the"
            + " noise (withSamples), leave less.");
  }

  private static INDArray attacked(Pgd attack, NoisyClassifier target, LabelledImages test) {
    return attack.perturb(target, test.images(), test.labels(), Draw.of(test.ids()));
  }

  private static void print(
      String row,
      INDArray images,
      LabelledImages test,
      MultiLayerNetwork lenet,
      MultiLayerNetwork defended) {
    System.out.printf(
        "%-24s%-20s%s%n",
        row, accuracy(lenet, images, test).text(), accuracy(defended, images, test).text());
  }

  private static Proportion accuracy(
      MultiLayerNetwork network, INDArray images, LabelledImages test) {
    int[] classes = PredictedClasses.of(network.output(images));
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += classes[i] == test.labels()[i] ? 1 : 0;
    }
    return Proportion.of(right, classes.length);
  }

  private static void train(MultiLayerNetwork network, ImageStream digits, int steps)
      throws IOException {
    float[] pixels = new float[BATCH * MnistFiles.SHAPE.length()];
    int[] labels = new int[BATCH];
    for (int step = 0; step < steps; step++) {
      digits.read((long) step * BATCH, pixels, labels);
      float[][] oneHot = new float[BATCH][CLASSES];
      for (int i = 0; i < BATCH; i++) {
        oneHot[i][labels[i]] = 1;
      }
      INDArray images = Nd4j.createFromArray(pixels).reshape(BATCH, 1, 28, 28);
      network.fit(new DataSet(images, Nd4j.createFromArray(oneHot)));
    }
  }

  private static MultiLayerNetwork lenet() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(500).build())
                .layer(
                    new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return network;
  }
}
