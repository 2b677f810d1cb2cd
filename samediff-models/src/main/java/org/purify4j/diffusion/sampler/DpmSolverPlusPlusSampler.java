package org.purify4j.diffusion.sampler;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/**
 * The second-order multistep solvers DPM-Solver++(2M) and SDE-DPM-Solver++(2M) (Lu et al. 2022,
 * DPM-Solver++, algorithm 2 and its counterpart for SDEs), which need fewer steps for an image of
 * the same quality.
 *
 * <p>With α_t = sqrt(ᾱ_t), σ_t = sqrt(1 − ᾱ_t), λ_t = log(α_t/σ_t), h_t = λ_{t−1} − λ_t, h = h_t
 * and r = h_{t+1}/h_t, the data prediction is extrapolated, D = x̂_0(x_t) + (x̂_0(x_t) −
 * x̂_0(x_{t+1}))/(2r), and the equation is solved exactly for this D:
 *
 * <pre>
 * ODE: x_{t−1} = (σ_{t−1}/σ_t) x_t + α_{t−1}(1 − e^{−h}) D
 * SDE: x_{t−1} = (σ_{t−1}/σ_t) e^{−h} x_t + α_{t−1}(1 − e^{−2h}) D + σ_{t−1} sqrt(1 − e^{−2h}) z
 * </pre>
 *
 * <p>Since e^{−h} = (σ_{t−1}/α_{t−1})/(σ_t/α_t), these are the weights of DDIM with η = 0 and 1.
 * The first step of a round has no previous estimate, and h is infinite at step 0: in both cases D
 * = x̂_0(x_t), which is DDIM. Guided as {@link DdimSampler} is, so that D is extrapolated from
 * guided x̂_0.
 *
 * @param equation the equation that is solved
 */
public record DpmSolverPlusPlusSampler(Equation equation) implements OneCallSampler {
  /** The entry of this sampler in {@link Samplers}. */
  public static final Kind<Sampler> KIND =
      new Kind<>(
          "dpm++",
          DpmSolverPlusPlusSampler.class,
          "dpm++[sde]",
          "multistep solver of second order (Lu et al. 2022, DPM-Solver++) of the ODE (default) or"
              + " the SDE",
          "dpm++sde",
          DpmSolverPlusPlusSampler::read);

  /**
   * The differential equation that leads from noise to images (Song et al. 2021, score-based models
   * through SDEs).
   */
  public enum Equation {
    /** The probability flow ODE, eq. 13: no noise is added. */
    ODE,
    /** The reverse-time SDE, eq. 6: as much noise as in ancestral sampling. */
    SDE
  }

  private static Optional<DpmSolverPlusPlusSampler> read(String text) {
    return switch (text) {
      case "dpm++" -> Optional.of(new DpmSolverPlusPlusSampler(Equation.ODE));
      case "dpm++sde" -> Optional.of(new DpmSolverPlusPlusSampler(Equation.SDE));
      default -> Optional.empty();
    };
  }

  @Override
  public String text() {
    return equation == Equation.SDE ? "dpm++sde" : "dpm++";
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return equation == Equation.SDE && step.index() > 0;
  }

  @Override
  public SamplerState start(INDArray x) {
    return new SamplerState(x, Optional.of(x.ulike()));
  }

  @Override
  public void step(ReverseStep step, SamplerState state, StepInputs inputs) {
    DdimWeights weights = weights(step);
    double ahead = extrapolation(step);
    INDArray x = state.x();
    INDArray previous = state.estimate().orElseThrow(DpmSolverPlusPlusSampler::noEstimate);
    INDArray estimate = GuidedEstimate.at(step).of(x, inputs);
    x.muli(weights.x()).addi(estimate.mul(weights.estimate() * (1 + ahead)));
    if (ahead > 0) {
      x.subi(previous.mul(weights.estimate() * ahead));
    }
    if (addsNoise(step)) {
      x.addi(inputs.requireNoise().mul(weights.noise()));
    }
    previous.assign(estimate);
  }

  @Override
  public StepGradient pullback(
      ReverseStep step, INDArray x, StepInputs inputs, SamplerState gradient) {
    DdimWeights weights = weights(step);
    double ahead = extrapolation(step);
    INDArray ofEstimate = gradient.x().mul(weights.estimate() * (1 + ahead));
    gradient.estimate().ifPresent(ofEstimate::addi);
    StepGradient ofInputs = GuidedEstimate.at(step).pullback(x, inputs, ofEstimate);
    INDArray ofX = ofInputs.state().x().addi(gradient.x().mul(weights.x()));
    Optional<INDArray> ofPrevious =
        ahead > 0 ? Optional.of(gradient.x().mul(-weights.estimate() * ahead)) : Optional.empty();
    return new StepGradient(
        new SamplerState(ofX, ofPrevious), ofInputs.output(), ofInputs.guidance());
  }

  private DdimWeights weights(ReverseStep step) {
    return DdimWeights.of(step, equation == Equation.SDE ? 1 : 0);
  }

  /** The extrapolation factor 1/(2r); 0 at a first-order step. */
  private static double extrapolation(ReverseStep step) {
    int t = step.index();
    if (t == step.start() || t == 0) {
      return 0;
    }
    NoiseSchedule schedule = step.schedule();
    double h = Math.log(schedule.sigma(t) / schedule.sigma(t - 1));
    double previous = Math.log(schedule.sigma(t + 1) / schedule.sigma(t));
    return h / (2 * previous);
  }

  private static IllegalArgumentException noEstimate() {
    return new IllegalArgumentException(
        "state: got no estimate, must have one (take it from start)");
  }
}
