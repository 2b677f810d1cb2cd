package org.purify4j.diffusion.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** The bound against a closed form, and its gradient against central differences. */
class VariationalBoundTest {
  private static final NoiseSchedule SCHEDULE = new CosineAlphaBar(4000).build();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300, 3999})
  void theGradientIsOfTheBound(int timestep) {
    int length = 6;
    Random random = new Random(timestep);
    float[] clean = new float[length];
    for (int i = 0; i < length; i++) {
      clean[i] = random.nextInt(256) / 127.5f - 1;
    }
    clean[0] = -1;
    clean[1] = 1;
    NoisyBatch batch = NoisyBatch.of(clean, new int[] {timestep}, SCHEDULE, 1, 2);
    float[] output = new float[2 * length];
    for (int i = 0; i < length; i++) {
      output[i] = batch.noise()[i] + 0.1f * (float) random.nextGaussian();
      output[length + i] = (float) random.nextGaussian();
    }
    VariationalBound bound = new VariationalBound(SCHEDULE);
    float[] gradient = new float[output.length];
    bound.add(output, batch, gradient);
    for (int i = length; i < output.length; i++) {
      float at = output[i];
      output[i] = at + 0.01f;
      double above = bound.add(output, batch, new float[output.length]);
      output[i] = at - 0.01f;
      double below = bound.add(output, batch, new float[output.length]);
      output[i] = at;
      double expected = (above - below) / ((at + 0.01f) - (double) (at - 0.01f));
      assertEquals(expected, gradient[i], 1e-3 * Math.abs(expected) + 1e-7);
    }
    for (int i = 0; i < length; i++) {
      assertEquals(0, gradient[i], "the mean is left alone");
    }
  }

  /** With ε̂ = ε and the smaller variance, p is q. */
  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void itIsZeroForTheTruth(int timestep) {
    float[] clean = {0.5f, -0.25f};
    NoisyBatch batch = NoisyBatch.of(clean, new int[] {timestep}, SCHEDULE, 1, 2);
    float[] output = {batch.noise()[0], batch.noise()[1], -1, -1};
    assertEquals(0, new VariationalBound(SCHEDULE).add(output, batch, new float[4]), 1e-4);
  }
}
