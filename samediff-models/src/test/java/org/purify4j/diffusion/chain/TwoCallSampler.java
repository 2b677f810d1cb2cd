package org.purify4j.diffusion.chain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.sampler.CleanEstimate;
import org.purify4j.diffusion.sampler.GuidedNetwork;
import org.purify4j.diffusion.sampler.GuidedOutput;
import org.purify4j.diffusion.sampler.GuidedTape;
import org.purify4j.diffusion.sampler.RecordingNetwork;
import org.purify4j.diffusion.sampler.ReverseStep;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.SamplerState;

/**
 * A sampler that asks the network twice a step, for tests: e = a·x̂_0(x_t) + b·x_t − c·s·g(x_t),
 * and x_{t−1} = (e + x̂_0(e) − c·s·g(e))/2, the second time as the step at t − 1 would ask. At 0,
 * x_{−1} = e.
 */
record TwoCallSampler(double a, double b, double c) implements Sampler {
  @Override
  public String text() {
    return "two-call";
  }

  @Override
  public boolean addsNoise(ReverseStep step) {
    return false;
  }

  @Override
  public void step(
      ReverseStep step, SamplerState state, GuidedNetwork network, Optional<INDArray> noise) {
    INDArray x = state.x();
    INDArray e = clean(step, x, network.at(x, step), a).addi(x.mul(b));
    if (step.index() > 0) {
      ReverseStep next = step.next();
      e = clean(next, e, network.at(e, next), 1).addi(e).muli(0.5);
    }
    x.assign(e);
  }

  @Override
  public SamplerState pullback(
      ReverseStep step,
      INDArray x,
      RecordingNetwork network,
      Optional<INDArray> noise,
      SamplerState gradient) {
    GuidedTape first = network.record(x, step);
    INDArray ofE = gradient.x();
    INDArray output = first.output().output().dup();
    GuidedOutput kept = new GuidedOutput(output, first.output().guidance());
    if (step.index() > 0) {
      ReverseStep next = step.next();
      INDArray e = clean(step, x, kept, a).addi(x.mul(b));
      ofE = ofE.mul(0.5);
      INDArray through = pullback(next, e, network.record(e, next), 1, ofE);
      ofE.addi(through);
    }
    INDArray ofX = pullback(step, x, first, output, a, ofE);
    return SamplerState.of(ofX.addi(ofE.mul(b)));
  }

  private INDArray clean(ReverseStep step, INDArray x, GuidedOutput at, double factor) {
    INDArray result = CleanEstimate.at(step).of(x, at.output()).muli(factor);
    at.guidance().ifPresent(g -> result.subi(g.mul(c)));
    return result;
  }

  private INDArray pullback(
      ReverseStep step, INDArray x, GuidedTape tape, double factor, INDArray gradient) {
    return pullback(step, x, tape, tape.output().output(), factor, gradient);
  }

  private INDArray pullback(
      ReverseStep step,
      INDArray x,
      GuidedTape tape,
      INDArray output,
      double factor,
      INDArray gradient) {
    CleanEstimate.Gradient found = CleanEstimate.at(step).pullback(x, output, gradient.mul(factor));
    tape.pullback(found.output(), gradient.mul(-c), found.x());
    return found.x();
  }
}
