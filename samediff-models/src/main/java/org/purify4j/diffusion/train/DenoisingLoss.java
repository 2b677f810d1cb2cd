package org.purify4j.diffusion.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The loss of a batch and its gradient with respect to the network's output: the mean over images
 * and values of (ε − ε̂)² (Ho et al. 2020, eq. 14), and for the {@linkplain
 * TrainingConfig.Loss#HYBRID hybrid} loss the {@linkplain VariationalBound bound} beside it.
 */
final class DenoisingLoss {
  private final TrainingConfig.Loss kind;
  private final VariationalBound bound;

  DenoisingLoss(NoiseSchedule schedule, TrainingConfig.Loss kind) {
    this.kind = kind;
    this.bound = new VariationalBound(schedule);
  }

  /**
   * What a batch gives.
   *
   * @param noise the mean of (ε − ε̂)²
   * @param bound the weighted variational bound; 0 if it is no part of the loss
   * @param gradient of their sum, of the output's shape; the caller closes it
   */
  record Result(double noise, double bound, INDArray gradient) {}

  /**
   * Compares.
   *
   * @param output {@code [b, o, h, w]}, not modified
   */
  Result of(INDArray output, NoisyBatch batch) {
    float[] values = new float[Math.toIntExact(output.length())];
    FloatBuffer buffer = output.data().asNioFloat();
    buffer.position(0);
    buffer.get(values);
    int images = batch.timesteps().length;
    int length = batch.clean().length / images;
    int perImage = values.length / images;
    float[] gradient = new float[values.length];
    double squares = 0;
    double weight = 2.0 / batch.clean().length;
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < length; i++) {
        int at = image * perImage + i;
        double difference = values[at] - batch.noise()[image * length + i];
        squares += difference * difference;
        gradient[at] = (float) (weight * difference);
      }
    }
    double bounds = kind == TrainingConfig.Loss.HYBRID ? bound.add(values, batch, gradient) : 0;
    return new Result(
        squares / batch.clean().length, bounds, Nd4j.create(gradient, output.shape(), 'c'));
  }

  /** The mean of (ε − ε̂)² of each image. */
  static double[] perImage(INDArray output, NoisyBatch batch) {
    double[] losses = new double[batch.timesteps().length];
    Arrays.setAll(
        losses,
        image -> {
          int length = batch.clean().length / losses.length;
          long first = output.length() / losses.length * image;
          double sum = 0;
          for (int i = 0; i < length; i++) {
            double difference =
                output.data().getFloat(first + i) - batch.noise()[image * length + i];
            sum += difference * difference;
          }
          return sum / length;
        });
    return losses;
  }
}
