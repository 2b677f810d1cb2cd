package org.purify4j.diffusion.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.noise.NoiseSource;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * Images and what was made of them by the forward diffusion, image by image in c, h, w order.
 *
 * @param clean x_0 in [−1, 1]
 * @param noise ε
 * @param noisy x_t = sqrt(ᾱ_t)·x_0 + sqrt(1 − ᾱ_t)·ε (Ho et al. 2020, eq. 4)
 * @param timesteps t of each image, of the full schedule
 */
record NoisyBatch(float[] clean, float[] noise, float[] noisy, int[] timesteps) {

  /**
   * Draws noise.
   *
   * @param clean x_0 in [−1, 1]
   * @param timesteps of each image
   * @param seed of the noise
   * @param draw which of the seed's draws
   */
  static NoisyBatch of(
      float[] clean, int[] timesteps, NoiseSchedule schedule, long seed, long draw) {
    int length = clean.length / timesteps.length;
    float[] noise = new float[clean.length];
    float[] noisy = new float[clean.length];
    float[] ofImage = new float[length];
    GaussianNoise source = new GaussianNoise(seed);
    NoiseSource.Step step = new NoiseSource.Step(NoiseSource.Kind.FORWARD, 0);
    for (int image = 0; image < timesteps.length; image++) {
      source.fill(image, draw, 0, step, ofImage);
      float signalScale = (float) schedule.signalScale(timesteps[image]);
      float noiseScale = (float) schedule.noiseScale(timesteps[image]);
      for (int i = 0; i < length; i++) {
        int at = image * length + i;
        noise[at] = ofImage[i];
        noisy[at] = signalScale * clean[at] + noiseScale * ofImage[i];
      }
    }
    return new NoisyBatch(clean, noise, noisy, timesteps);
  }

  /** x_t as the network takes it; the caller closes it. */
  INDArray toArray(ImageShape shape) {
    long[] dimensions = {timesteps.length, shape.channels(), shape.height(), shape.width()};
    return Nd4j.create(noisy, dimensions, 'c');
  }
}
