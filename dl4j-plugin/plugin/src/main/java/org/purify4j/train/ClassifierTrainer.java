package org.purify4j.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.PredictedClasses;

/**
 * Trains a {@link ConvNet} with DL4J. Every epoch visits the images in a new order, which the seed
 * decides.
 */
public final class ClassifierTrainer {
  private static final double NANOS = 1e9;

  private final TrainingPlan plan;
  private final LabelledImages training;
  private final LabelledImages test;
  private final TrainingListener listener;

  /**
   * @param plan how it is trained
   * @param training the training images
   * @param test other images, on which accuracy is measured after every epoch
   * @param listener told of the progress
   */
  public ClassifierTrainer(
      TrainingPlan plan, LabelledImages training, LabelledImages test, TrainingListener listener) {
    this.plan = plan;
    this.training = training;
    this.test = test;
    this.listener = listener;
  }

  /**
   * Trains a network from random weights.
   *
   * @throws IllegalArgumentException if the network does not have the class of a label
   */
  public ComputationGraph train(ConvNet net) {
    training.requireClasses(net.classes());
    test.requireClasses(net.classes());
    int steps = plan.steps(training.size());
    PolySchedule rate = new PolySchedule(ScheduleType.ITERATION, plan.learningRate(), 1, steps);
    ComputationGraph network = net.initialised(plan.seed(), new Adam(rate));
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(plan.seed());
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      long start = System.nanoTime();
      int[] order = IntStream.range(0, training.size()).toArray();
      PermutationSampler.shuffle(random, order);
      double loss =
          epoch(
              network, order, net.classes(), (epoch - 1) * plan.stepsPerEpoch(order.length), steps);
      double seconds = (System.nanoTime() - start) / NANOS;
      listener.ended(new EpochResult(epoch, loss, accuracy(network), seconds));
    }
    return network;
  }

  private double epoch(ComputationGraph network, int[] order, int classes, int before, int steps) {
    double sum = 0;
    int done = before;
    for (int from = 0; from < order.length; from += plan.batchSize()) {
      int to = Math.min(order.length, from + plan.batchSize());
      DataSet batch = batch(Arrays.copyOfRange(order, from, to), classes);
      network.fit(batch);
      double loss = network.score();
      sum += loss * (to - from);
      batch.getFeatures().close();
      batch.getLabels().close();
      listener.stepped(++done, steps, loss);
    }
    return sum / order.length;
  }

  private DataSet batch(int[] rows, int classes) {
    LabelledImages batch = training.select(rows);
    float[][] labels = new float[rows.length][classes];
    for (int i = 0; i < rows.length; i++) {
      labels[i][batch.labels()[i]] = 1;
    }
    return new DataSet(batch.images(), Nd4j.createFromArray(labels));
  }

  private double accuracy(ComputationGraph network) {
    int right = 0;
    for (int from = 0; from < test.size(); from += plan.batchSize()) {
      LabelledImages batch = test.slice(from, Math.min(test.size(), from + plan.batchSize()));
      int[] classes = PredictedClasses.of(network.outputSingle(batch.images()));
      for (int i = 0; i < classes.length; i++) {
        right += classes[i] == batch.labels()[i] ? 1 : 0;
      }
    }
    return right / (double) test.size();
  }
}
