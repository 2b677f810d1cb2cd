package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothDenoiser;

/** Network calls that are recorded while a chain runs forward are not made again. */
class HeldRecordingsTest {
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.ofBetas(0.01, 0.02, 0.03, 0.05, 0.07, 0.1);
  private static final Draw DRAW = new Draw(new long[] {5, 17}, 2);
  private static final INDArray INPUT = Numbers.images(1, 2, 3, 2, 2).muli(2).subi(1);
  private static final INDArray COTANGENT = Numbers.images(2, 2, 3, 2, 2).subi(0.5);

  private final int[] calls = new int[2];

  /** A network that holds so many recordings, and counts its calls. */
  private ExecutableNetwork holding(ExecutableNetwork network, int held) {
    return new ExecutableNetwork() {
      @Override
      public int batchSize() {
        return network.batchSize();
      }

      @Override
      public INDArray forward(INDArray x, Conditioning conditioning) {
        calls[0]++;
        return network.forward(x, conditioning);
      }

      @Override
      public Tape record(INDArray x, Conditioning conditioning) {
        calls[1]++;
        return network.record(x, conditioning);
      }

      @Override
      public int holdRecordings(INDArray x, int wanted) {
        return Math.min(held, wanted);
      }

      @Override
      public long bytes() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Six steps in the first round and four in the second. All but those that are held are taken
   * forward and recorded later; Heun's calls the network twice a step, but once in the last.
   */
  @ParameterizedTest
  @CsvSource({
    "ddpm,1,9,10",
    "ddpm,4,6,10",
    "ddpm,10,0,10",
    "ddpm,99,0,10",
    "ddim:0.5,10,0,10",
    "dpm++,4,6,10",
    "heun,1,18,18",
    "heun,7,13,18",
    "heun,20,0,18"
  })
  void whatIsHeldIsCalledOnce(String sampler, int held, int forward, int recorded) {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(5))
            .withRounds(new NoiseLevel.Timestep(5), new NoiseLevel.Timestep(3))
            .withSampler(Sampler.parse(sampler));
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, VarianceType.LEARNED_RANGE);
    ExecutableNetwork network = denoiser.networks().open(2, 2, 2);
    Tape expected =
        Chain.of(holding(network, 0), denoiser, config, new GaussianNoise(3), Optional.empty())
            .record(INPUT, DRAW, StepObserver.none());
    INDArray gradient = expected.gradient(COTANGENT);
    calls[0] = 0;
    calls[1] = 0;
    Tape tape =
        Chain.of(holding(network, held), denoiser, config, new GaussianNoise(3), Optional.empty())
            .record(INPUT, DRAW, StepObserver.none());
    assertEquals(expected.output(), tape.output());
    assertEquals(gradient, tape.gradient(COTANGENT));
    assertEquals(forward, calls[0]);
    assertEquals(recorded, calls[1]);
    assertEquals(gradient, tape.gradient(COTANGENT));
  }
}
