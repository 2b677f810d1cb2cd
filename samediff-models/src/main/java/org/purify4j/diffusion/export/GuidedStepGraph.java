package org.purify4j.diffusion.export;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Parametrization;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VarianceType;

/**
 * One guided reverse step as a graph: U-Net, clipped x̂_0, posterior mean shifted by {@code −s·Σ·g}
 * and noise (Ho et al. 2020, algorithm 2; Dhariwal and Nichol 2021, algorithm 1), with
 *
 * <pre>g = victim_gradient + distance_weight · ∇‖x_t − reference‖²</pre>
 *
 * <p>Placeholders: {@code image} x_t, {@code step} (int32 scalar, counts down to 0), {@code noise}
 * and {@code reference} and {@code victim_gradient} (all of the shape of the image; zeros to leave
 * them out), {@code distance_weight} and {@code scale} (scalars). Results: {@code previous}
 * x_{t−1}, {@code denoised} x̂_0.
 */
public final class GuidedStepGraph {
  /** Placeholder: index of the step in the schedule, an int32 scalar. */
  public static final String STEP = "step";

  /** Placeholder: standard normal noise; ignored at step 0. */
  public static final String NOISE = "noise";

  /** Placeholder: the input noised to this step, x̃_t. */
  public static final String REFERENCE = "reference";

  /** Placeholder: weight of the squared distance to the reference, a scalar. */
  public static final String DISTANCE_WEIGHT = "distance_weight";

  /** Placeholder: gradient of further energy terms at x_t, such as the victim's. */
  public static final String VICTIM_GRADIENT = "victim_gradient";

  /** Placeholder: the guidance scale s, a scalar. */
  public static final String SCALE = "scale";

  /** Result: x_{t−1}. */
  public static final String PREVIOUS = "previous";

  /** Result: x̂_0, clipped to [−1, 1]. */
  public static final String DENOISED = "denoised";

  private final DiffusionModel model;
  private final NoiseSchedule schedule;
  private final SameDiff graph = SameDiff.create();
  private final SDVariable step = graph.placeHolder(STEP, DataType.INT32);

  GuidedStepGraph(DiffusionModel model, NoiseSchedule schedule) {
    this.model = model;
    this.schedule = schedule;
  }

  SameDiff build(int height, int width) {
    SDVariable time = at(i -> model.networkTime(schedule.modelTimestep(i)));
    SDVariable output =
        SameDiffExport.network(
            graph, model, height, width, time, x -> x.mul(at(i -> parametrization(i).input())));
    SDVariable image = graph.getVariable(SameDiffExport.IMAGE);
    long[] shape = {-1, model.description().network().inChannels(), height, width};

    boolean learned = model.description().variance() == VarianceType.LEARNED_RANGE;
    SDVariable[] halves = learned ? graph.split(output, 2, 1) : new SDVariable[] {output};
    SDVariable predicted =
        image
            .mul(at(i -> parametrization(i).skip()))
            .add(halves[0].mul(at(i -> parametrization(i).output())));
    SDVariable estimate =
        image
            .mul(at(schedule::sqrtRecipAlphaBar))
            .sub(predicted.mul(at(schedule::sqrtRecipm1AlphaBar)));
    SDVariable denoised = graph.math().clipByValue(estimate, -1, 1).rename(DENOISED);
    SDVariable variance = learned ? learnedVariance(halves[1]) : fixedVariance();
    SDVariable mean =
        denoised
            .mul(at(schedule::posteriorMeanCoef1))
            .add(image.mul(at(schedule::posteriorMeanCoef2)));
    SDVariable noise = graph.placeHolder(NOISE, DataType.FLOAT, shape);
    SDVariable noisy = at(i -> i == 0 ? 0 : 1);
    mean.sub(guidance(image, shape).mul(variance))
        .add(graph.math().sqrt(variance).mul(noise).mul(noisy))
        .rename(PREVIOUS);
    return graph;
  }

  private Parametrization parametrization(int index) {
    return model.parametrization(schedule.modelTimestep(index));
  }

  private SDVariable guidance(SDVariable image, long[] shape) {
    SDVariable reference = graph.placeHolder(REFERENCE, DataType.FLOAT, shape);
    SDVariable weight = graph.placeHolder(DISTANCE_WEIGHT, DataType.FLOAT);
    SDVariable victim = graph.placeHolder(VICTIM_GRADIENT, DataType.FLOAT, shape);
    SDVariable scale = graph.placeHolder(SCALE, DataType.FLOAT);
    SDVariable distance = image.sub(reference).mul(2.0).mul(weight);
    return victim.add(distance).mul(scale);
  }

  private SDVariable fixedVariance() {
    VarianceType type = model.description().variance();
    return at(i -> schedule.fixedVariance(type, i));
  }

  private SDVariable learnedVariance(SDVariable output) {
    SDVariable smallest = at(schedule::posteriorLogVarianceClipped);
    SDVariable largest = at(i -> Math.log(schedule.beta(i)));
    SDVariable fraction = output.add(1.0).mul(0.5);
    return graph.math().exp(smallest.add(fraction.mul(largest.sub(smallest))));
  }

  /** The value of a table at the current step, of shape {@code [1]}. */
  private SDVariable at(IntToDoubleFunction table) {
    double[] values = IntStream.range(0, schedule.timesteps()).mapToDouble(table).toArray();
    SDVariable constant = graph.constant(Nd4j.createFromArray(values).castTo(DataType.FLOAT));
    return graph.reshape(graph.gather(constant, step, 0), 1);
  }
}
