package org.purify4j.diffusion.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.Weights;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.TinyModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.sampler.SamplerState;
import org.purify4j.diffusion.sampler.StepInputs;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;

/** What plain SameDiff computes from an exported file, against the engine and the sampler. */
class SameDiffExportTest {
  private static final int BATCH = 3;
  private final Random random = new Random(5);

  @TempDir Path folder;

  @Test
  void savedNetworkAgreesWithTheEngine() {
    try (DiffusionModel model = TinyModel.of(VarianceType.LEARNED_RANGE);
        ExecutableNetwork predictor = model.noiseNetwork(BATCH, 8, 8)) {
      SameDiff graph = reloaded(SameDiffExport.network(model, 8, 8));
      INDArray x = image();
      Map<String, INDArray> placeholders = new HashMap<>();
      placeholders.put(SameDiffExport.IMAGE, x);
      placeholders.put(SameDiffExport.TIME, Nd4j.createFromArray(470f, 3f, 999f));
      INDArray output =
          graph.output(placeholders, SameDiffExport.OUTPUT).get(SameDiffExport.OUTPUT);
      Conditioning times = new Conditioning(new double[] {470, 3, 999}, new int[0]);
      assertClose(predictor.forward(x, times), output);
    }
  }

  @ParameterizedTest
  @EnumSource(VarianceType.class)
  void savedGuidedStepAgreesWithTheSampler(VarianceType variance) {
    try (DiffusionModel model = TinyModel.of(variance);
        ExecutableNetwork predictor = model.noiseNetwork(BATCH, 8, 8)) {
      NoiseSchedule full = model.schedule();
      NoiseSchedule schedule = full.respaced(new Respacing.Evenly(12).steps(full.timesteps(), 470));
      SameDiff graph = reloaded(SameDiffExport.guidedStep(model, schedule, 8, 8));
      for (int index : new int[] {0, 7}) {
        INDArray x = image();
        INDArray noise = image();
        INDArray reference = image();
        INDArray victim = image();
        INDArray guidance = x.sub(reference).muli(2 * 0.3).addi(victim).muli(20);
        double time = model.networkTime(schedule.modelTimestep(index));
        INDArray output = predictor.forward(x, Conditioning.at(time, BATCH));
        INDArray expected = x.dup();
        new DdpmSampler()
            .step(
                new ReverseStep(schedule, index, 11, variance, Clipping.UNIT_RANGE),
                SamplerState.of(expected),
                new StepInputs(output, Optional.of(guidance), Optional.of(noise)));
        Map<String, INDArray> placeholders = new HashMap<>();
        placeholders.put(SameDiffExport.IMAGE, x);
        placeholders.put(GuidedStepGraph.STEP, Nd4j.scalar(index));
        placeholders.put(GuidedStepGraph.NOISE, noise);
        placeholders.put(GuidedStepGraph.REFERENCE, reference);
        placeholders.put(GuidedStepGraph.VICTIM_GRADIENT, victim);
        placeholders.put(GuidedStepGraph.DISTANCE_WEIGHT, Nd4j.scalar(0.3f));
        placeholders.put(GuidedStepGraph.SCALE, Nd4j.scalar(20f));
        INDArray previous =
            graph.output(placeholders, GuidedStepGraph.PREVIOUS).get(GuidedStepGraph.PREVIOUS);
        assertClose(expected, previous);
      }
    }
  }

  private SameDiff reloaded(SameDiff graph) {
    File file = folder.resolve("graph.fb").toFile();
    graph.save(file, false);
    return SameDiff.load(file, false);
  }

  private INDArray image() {
    return Weights.normal(random, BATCH, 3, 8, 8);
  }

  private static void assertClose(INDArray expected, INDArray actual) {
    double scale = expected.amaxNumber().doubleValue();
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue() / scale, 1e-5);
  }
}
