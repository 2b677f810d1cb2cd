package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.ExplicitBetas;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.ScheduleSpec;

/**
 * What the tables that lucidrains' {@code GaussianDiffusion} saves with its network say of the
 * noise schedule and of what is predicted.
 */
final class LucidrainsTables {
  /** Relative difference to a formula that single precision explains. */
  private static final double ROUNDING = 1e-4;

  private final TensorShapes tensors;

  LucidrainsTables(TensorShapes tensors) {
    this.tensors = tensors;
  }

  /** The schedule: the formula that gives its β, or else the β themselves. */
  Optional<ScheduleSpec> schedule() {
    if (!tensors.has(LucidrainsTensors.BETAS)) {
      return Optional.empty();
    }
    float[] betas = tensors.checkpoint().floats(LucidrainsTensors.BETAS);
    for (ScheduleSpec formula :
        List.of(LinearBetas.of(betas.length), new CosineAlphaBar(betas.length))) {
      if (gives(formula.build(), betas)) {
        return Optional.of(formula);
      }
    }
    List<Double> values = new ArrayList<>();
    for (float beta : betas) {
      values.add((double) beta);
    }
    return Optional.of(new ExplicitBetas(values));
  }

  /**
   * What the network predicts, by the weights of its loss: with s = ᾱ/(1 − ᾱ), noise has 1, the
   * image s, velocity s/(s + 1) (Hang et al. 2023). Above the usual bound s = 5 they may differ.
   */
  Optional<Prediction> predicts(ScheduleSpec schedule) {
    if (!tensors.has(LucidrainsTensors.LOSS_WEIGHT)) {
      return Optional.empty();
    }
    float[] weights = tensors.checkpoint().floats(LucidrainsTensors.LOSS_WEIGHT);
    NoiseSchedule tables = schedule.build();
    int t = 0;
    while (t < weights.length - 1 && signalToNoise(tables, t) > 3) {
      t++;
    }
    double s = signalToNoise(tables, t);
    if (near(weights[t], 1)) {
      return Optional.of(Prediction.NOISE);
    }
    if (near(weights[t], s)) {
      return Optional.of(Prediction.CLEAN);
    }
    return near(weights[t], s / (s + 1)) ? Optional.of(Prediction.VELOCITY) : Optional.empty();
  }

  private static double signalToNoise(NoiseSchedule schedule, int t) {
    double alphaBar = schedule.alphaBar(t);
    return alphaBar / (1 - alphaBar);
  }

  private static boolean gives(NoiseSchedule schedule, float[] betas) {
    for (int t = 0; t < betas.length; t++) {
      if (!near(betas[t], schedule.beta(t))) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(double found, double expected) {
    return Math.abs(found - expected) <= ROUNDING * Math.abs(expected);
  }
}
