package org.purify4j.attack;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.LogitSlope;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * Asks a target for the losses of images and their gradients, averaged over fresh draws of its
 * noise (expectation over transformation, Athalye et al. 2018). A target without noise is asked
 * once.
 *
 * <p>Images are named by their number in the batch, so that those an attack has finished can be
 * left out: neither the noise nor the answer of an image depends on the others.
 */
final class LossQueries {
  private static final LogitLoss MARGIN = new MarginLoss();
  private static final int QUERY_FOR_THE_GOAL = -2;

  /** Draws over which it is decided which class is the least likely. */
  private static final int DRAWS_FOR_THE_GOAL = 8;

  private final NoisyClassifier target;
  private final int samples;
  private final PixelRows pixels;
  private final int[] labels;
  private final Draw draw;
  private final OptionalInt[] aims;
  private final LogitLoss[] margins;

  /** Queries of an untargeted attack; the arguments are those of the other constructor. */
  LossQueries(NoisyClassifier target, int samples, AttackBatches.Batch batch) {
    this(target, samples, batch, Goal.UNTARGETED);
  }

  /**
   * @param target the classifier under attack
   * @param samples draws of its noise for each answer, at least 1
   * @param batch the images
   * @param goal what they shall be taken for
   * @throws IllegalArgumentException if the target does not have the class of a label
   */
  LossQueries(NoisyClassifier target, int samples, AttackBatches.Batch batch, Goal goal) {
    this.target = target;
    this.samples = target.dependsOnDraw() ? samples : 1;
    this.pixels = PixelRows.of(batch.images());
    this.labels = batch.labels();
    this.draw = batch.draw();
    AttackBatches.requireClasses(labels, target.classes());
    double[][] logits =
        goal.asksTarget() ? logitsForTheGoal(batch.images()) : new double[labels.length][classes()];
    this.aims = new OptionalInt[labels.length];
    Arrays.setAll(aims, i -> goal.aim(labels[i], draw.imageIds()[i], logits[i]));
    this.margins = losses(MARGIN);
  }

  /**
   * A loss for each image of the batch, towards the class that it shall be taken for.
   *
   * @param loss that aims at no class
   * @throws IllegalArgumentException if the target has too few classes for it
   */
  LogitLoss[] losses(LogitLoss loss) {
    LogitLoss[] losses = new LogitLoss[labels.length];
    Arrays.setAll(losses, i -> aims[i].isPresent() ? loss.towards(aims[i].getAsInt()) : loss);
    Arrays.stream(losses).forEach(each -> each.requireClasses(classes()));
    return losses;
  }

  /** The margins by which some images are taken for what they shall be. */
  LogitLoss[] margins(int[] which) {
    return Arrays.stream(which).mapToObj(i -> margins[i]).toArray(LogitLoss[]::new);
  }

  /** The classes that images shall be taken for, of a goal that names them. */
  int[] aims() {
    return Arrays.stream(aims).mapToInt(OptionalInt::orElseThrow).toArray();
  }

  /** The numbers of all images. */
  int[] all() {
    return IntStream.range(0, labels.length).toArray();
  }

  PixelRows pixels() {
    return pixels;
  }

  Draw draw() {
    return draw;
  }

  int images() {
    return labels.length;
  }

  int classes() {
    return target.classes();
  }

  int label(int image) {
    return labels[image];
  }

  /** Whether what the target says once, it says again. */
  boolean certain() {
    return !target.dependsOnDraw();
  }

  /**
   * The losses of some images, without gradients.
   *
   * @param which numbers of the images
   * @param points pixels of each of them
   * @param losses of each of them
   * @param iteration number of the attack's query; each has fresh noise
   */
  LossReply[] values(int[] which, double[][] points, LogitLoss[] losses, int iteration) {
    INDArray images = pixels.images(points);
    double[][][] logits = new double[samples][][];
    for (int sample = 0; sample < samples; sample++) {
      logits[sample] = rows(target.logits(images, query(which, iteration, sample)), which);
    }
    LossReply[] replies = new LossReply[which.length];
    Arrays.setAll(
        replies, i -> reply(which[i], column(logits, i), losses[i], LossReply.NO_GRADIENT));
    return replies;
  }

  /** The losses of some images with their gradients; the arguments are those of {@link #values}. */
  LossReply[] gradients(int[] which, double[][] points, LogitLoss[] losses, int iteration) {
    INDArray images = pixels.images(points);
    double[][][] logits = new double[samples][][];
    ScaledSum[] sums = new ScaledSum[which.length];
    Arrays.setAll(sums, i -> new ScaledSum());
    for (int sample = 0; sample < samples; sample++) {
      try (Tape tape = target.record(images, query(which, iteration, sample))) {
        logits[sample] = rows(tape.output(), which);
        double[][] cotangents = new double[which.length][];
        double[] logScales = new double[which.length];
        for (int i = 0; i < which.length; i++) {
          LogitSlope slope = losses[i].slope(logits[sample][i], labels[which[i]]);
          cotangents[i] = slope.row();
          logScales[i] = slope.logScale();
        }
        INDArray cotangent = Nd4j.createFromArray(cotangents).castTo(tape.output().dataType());
        double[][] ofPixels = PixelRows.read(tape.gradient(cotangent));
        for (int i = 0; i < which.length; i++) {
          requireFinite("gradient", ofPixels[i], which[i]);
          sums[i].add(ofPixels[i], logScales[i]);
        }
      }
    }
    LossReply[] replies = new LossReply[which.length];
    Arrays.setAll(
        replies, i -> reply(which[i], column(logits, i), losses[i], sums[i].mean(samples)));
    return replies;
  }

  /**
   * The mean logits of some images.
   *
   * @return one row for each of them
   */
  double[][] logits(int[] which, double[][] points, int iteration) {
    INDArray images = pixels.images(points);
    return mean(which, images, samples, sample -> query(which, iteration, sample));
  }

  /**
   * The mean logits of the unchanged images, in the same draws for all attacks on them: restarts,
   * and whoever judges them, have one goal.
   */
  private double[][] logitsForTheGoal(INDArray images) {
    Draw same = draw.withIndex(0);
    int draws = certain() ? 1 : DRAWS_FOR_THE_GOAL;
    return mean(
        all(), images, draws, sample -> RandomStart.query(same, QUERY_FOR_THE_GOAL, sample));
  }

  private double[][] mean(int[] which, INDArray images, int draws, IntFunction<Draw> drawOf) {
    double[][] mean = new double[which.length][classes()];
    for (int sample = 0; sample < draws; sample++) {
      double[][] rows = rows(target.logits(images, drawOf.apply(sample)), which);
      for (int i = 0; i < which.length; i++) {
        for (int c = 0; c < mean[i].length; c++) {
          mean[i][c] += rows[i][c] / draws;
        }
      }
    }
    return mean;
  }

  private LossReply reply(int image, double[][] logits, LogitLoss loss, double[] gradient) {
    int label = labels[image];
    double[] values = new double[logits.length];
    double margin = 0;
    boolean wrong = certain();
    for (int s = 0; s < logits.length; s++) {
      values[s] = loss.value(logits[s], label);
      margin += margins[image].value(logits[s], label) / logits.length;
      int answer = Softmax.largest(logits[s]);
      wrong &= aims[image].isPresent() ? answer == aims[image].getAsInt() : answer != label;
    }
    return new LossReply(loss.mean(values), margin, wrong, gradient);
  }

  private Draw query(int[] which, int iteration, int sample) {
    long[] ids = new long[which.length];
    Arrays.setAll(ids, i -> draw.imageIds()[which[i]]);
    return RandomStart.query(new Draw(ids, draw.index()), iteration, sample);
  }

  private double[][] rows(INDArray logits, int[] which) {
    double[][] rows = Softmax.rows(logits);
    for (int i = 0; i < rows.length; i++) {
      requireFinite("logits", rows[i], which[i]);
    }
    return rows;
  }

  private void requireFinite(String what, double[] values, int image) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    if (!Double.isFinite(sum)) {
      throw new ArithmeticException(
          what + " of image " + draw.imageIds()[image] + ": got values that are not finite");
    }
  }

  private static double[][] column(double[][][] logits, int i) {
    return Arrays.stream(logits).map(sample -> sample[i]).toArray(double[][]::new);
  }
}
