package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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

/** Network calls are recorded while an unguided chain runs forward, and are not made again. */
class HeldRecordingsTest {
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.ofBetas(0.01, 0.02, 0.03, 0.05, 0.07, 0.1);
  private static final Draw DRAW = new Draw(new long[] {5, 17}, 2);
  private static final INDArray INPUT = Numbers.images(1, 2, 3, 2, 2).muli(2).subi(1);
  private static final INDArray COTANGENT = Numbers.images(2, 2, 3, 2, 2).subi(0.5);

  private int forward;
  private int recorded;
  private int wanted;

  /** A network that counts its calls. */
  private ExecutableNetwork counted(ExecutableNetwork network) {
    return new ExecutableNetwork() {
      @Override
      public int batchSize() {
        return network.batchSize();
      }

      @Override
      public INDArray forward(INDArray x, Conditioning conditioning) {
        forward++;
        return network.forward(x, conditioning);
      }

      @Override
      public Tape record(INDArray x, Conditioning conditioning) {
        recorded++;
        return network.record(x, conditioning);
      }

      @Override
      public int holdRecordings(INDArray x, int asked) {
        wanted = asked;
        return 1;
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
   * Ten steps in two rounds; Heun's method calls the network twice a step, but once in the last.
   */
  @ParameterizedTest
  @CsvSource({"ddpm,10,10", "ddim:0.5,10,10", "dpm++,10,10", "heun,20,18"})
  void eachCallIsMadeOnce(String sampler, int asked, int made) {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(5))
            .withRounds(new NoiseLevel.Timestep(5), new NoiseLevel.Timestep(3))
            .withSampler(Sampler.parse(sampler));
    Denoiser denoiser = SmoothDenoiser.of(SCHEDULE, VarianceType.LEARNED_RANGE);
    ExecutableNetwork network = counted(denoiser.networks().open(2, 2, 2));
    Chain chain = Chain.of(network, denoiser, config, new GaussianNoise(3), Optional.empty());
    Tape tape = chain.record(INPUT, DRAW, StepObserver.none());
    INDArray gradient = tape.gradient(COTANGENT);
    assertEquals(gradient, tape.gradient(COTANGENT));
    assertEquals(List.of(asked, made, 0), List.of(wanted, recorded, forward));
    assertEquals(chain.run(INPUT, DRAW, StepObserver.none()), tape.output());
  }
}
