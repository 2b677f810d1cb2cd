package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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

  /** Below, the rounding of β near 1 shows in the product of all 1 − β. */
  private static final double SMALLEST_RATIO = 1e-2;

  /** How far ᾱ may be from the product of the β, which were rounded after it was computed. */
  private static final double BLUR = 1e-3;

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
    requireLength(LucidrainsTensors.LOSS_WEIGHT, betas.length);
    requireProducts(betas);
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

  private void requireLength(String table, int steps) {
    if (tensors.has(table) && tensors.size(table, 0) != steps) {
      throw new IllegalArgumentException(
          table
              + ": got "
              + tensors.size(table, 0)
              + " steps, must have the "
              + steps
              + " of "
              + LucidrainsTensors.BETAS);
    }
  }

  /** Holds β against ᾱ, the products of all 1 − β, where single precision does not blur them. */
  private void requireProducts(float... betas) {
    String table = LucidrainsTensors.ALPHAS_CUMPROD;
    requireLength(table, betas.length);
    if (!tensors.has(table)) {
      return;
    }
    float[] saved = tensors.checkpoint().floats(table);
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1 - (double) betas[t];
      if (!(Math.abs(saved[t] - product) <= BLUR)) {
        throw new IllegalArgumentException(
            table
                + ": got "
                + saved[t]
                + " at step "
                + t
                + ", must be "
                + (float) product
                + ", the product of 1 - "
                + LucidrainsTensors.BETAS);
      }
    }
  }

  /**
   * What the network predicts, by the weights of its loss: with s = ᾱ/(1 − ᾱ) and c = min(s, γ) for
   * some bound γ, which may be infinite, noise has c/s, the image c, velocity c/(s + 1) (Hang et
   * al. 2023).
   */
  Optional<Prediction> predicts(ScheduleSpec schedule) {
    if (!tensors.has(LucidrainsTensors.LOSS_WEIGHT)) {
      return Optional.empty();
    }
    float[] weights = tensors.checkpoint().floats(LucidrainsTensors.LOSS_WEIGHT);
    NoiseSchedule tables = schedule.build();
    if (weights.length != tables.timesteps()) {
      return Optional.empty();
    }
    double[] ratios =
        IntStream.range(0, weights.length).mapToDouble(t -> signalToNoise(tables, t)).toArray();
    List<Prediction> fitting = new ArrayList<>();
    if (isBounded(ratios, t -> weights[t] * ratios[t])) {
      fitting.add(Prediction.NOISE);
    }
    if (isBounded(ratios, t -> weights[t])) {
      fitting.add(Prediction.CLEAN);
    }
    if (isBounded(ratios, t -> weights[t] * (ratios[t] + 1))) {
      fitting.add(Prediction.VELOCITY);
    }
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  /** Whether values are min(s, γ) at all steps where single precision does not blur s. */
  private static boolean isBounded(double[] ratios, IntToDoubleFunction values) {
    int[] steps =
        IntStream.range(0, ratios.length).filter(t -> ratios[t] >= SMALLEST_RATIO).toArray();
    double bound = Arrays.stream(steps).mapToDouble(values::applyAsDouble).max().orElse(0);
    return Arrays.stream(steps)
        .allMatch(t -> near(values.applyAsDouble(t), Math.min(ratios[t], bound)));
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
