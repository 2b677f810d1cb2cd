package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.testing.ClosedForm;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothVictim;

/** Gradients of every term, and the derivatives of those gradients, against finite differences. */
class GuidanceTermsTest {
  private static final long[] SHAPE = {2, 3, 12, 11};
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas(0.05, 0.2, 0.3);
  private static final int STEP = 1;
  private static final SmoothVictim VICTIM = new SmoothVictim(4, 3 * 12 * 11);

  static List<EnergyTerm> terms() {
    List<EnergyTerm> terms = new ArrayList<>();
    for (DistanceTarget target : DistanceTarget.values()) {
      terms.add(new SquaredDistance(0.3, target));
      terms.add(new SsimDistance(40, target));
    }
    List<OutputReference> references =
        List.of(
            new OutputReference.Input(),
            new OutputReference.Noised(1),
            new OutputReference.Noised(3),
            new OutputReference.Squeezed(new MedianFilter(3)),
            new OutputReference.Purified(2));
    for (OutputReference reference : references) {
      terms.add(new VictimOutput(2, OutputLoss.KL, reference, EvaluateAt.NOISY));
    }
    for (OutputLoss loss : OutputLoss.values()) {
      for (EvaluateAt at : EvaluateAt.values()) {
        terms.add(new VictimOutput(1.5, loss, new OutputReference.Input(), at));
      }
    }
    return terms;
  }

  /** Everything smooth: noised by fixed noise, x̂_0 = x + 0.2·sin x, purified = input². */
  private record Scene(INDArray input) implements GuidanceContext {
    @Override
    public NoiseSchedule schedule() {
      return SCHEDULE;
    }

    @Override
    public INDArray noisedInput(int step, int copy) {
      INDArray noise = Numbers.gaussian(50 + 10 * step + copy, SHAPE);
      return noise.muli(SCHEDULE.noiseScale(step)).addi(input.mul(SCHEDULE.signalScale(step)));
    }

    @Override
    public Classifier victim() {
      return VICTIM;
    }

    @Override
    public Tape cleanEstimate(INDArray x, int step) {
      INDArray slope = Transforms.cos(x, true).muli(0.2).addi(1);
      return Tape.of(x.add(Transforms.sin(x, true).muli(0.2)), slope::mul);
    }

    @Override
    public DualTape cleanEstimate(INDArray x, INDArray direction, int step) {
      INDArray slope = Transforms.cos(x, true).muli(0.2).addi(1);
      INDArray curvature = Transforms.sin(x, true).muli(-0.2).muli(direction);
      return new ClosedForm(
          x.add(Transforms.sin(x, true).muli(0.2)),
          slope.mul(direction),
          slope::mul,
          (v, change) -> curvature.mul(v).addi(slope.mul(change)));
    }

    @Override
    public List<Tape> purified(int draws) {
      List<Tape> result = new ArrayList<>();
      for (int i = 1; i <= draws; i++) {
        result.add(Tape.of(input.mul(input).muli(i), input.mul(2 * i)::mul));
      }
      return result;
    }
  }

  private static INDArray input() {
    return Numbers.images(1, SHAPE).muli(2).subi(1);
  }

  private static INDArray x() {
    return input().mul(0.8).addi(Numbers.gaussian(2, SHAPE).muli(0.3));
  }

  /** The energy of both images by its definition. */
  private static double energy(EnergyTerm term, Scene scene, INDArray x) {
    if (term instanceof VictimOutput v) {
      INDArray seen = v.at() == EvaluateAt.NOISY ? x : scene.cleanEstimate(x, STEP).output();
      List<INDArray> images =
          v.reference().images(scene).at(STEP).stream().map(Tape::output).toList();
      double[][] logits = Softmax.rows(VICTIM.logits(seen.add(1).div(2)));
      double sum = 0;
      for (int i = 0; i < 2; i++) {
        ReferenceRow reference = ReferenceRow.zero(4);
        for (INDArray image : images) {
          double[] row = Softmax.rows(VICTIM.logits(image.add(1).div(2)))[i];
          reference.add(ReferenceRow.of(row), 1.0 / images.size());
        }
        sum += v.weight() * v.loss().energy(logits[i], reference);
      }
      return sum;
    } else if (term instanceof SsimDistance s) {
      INDArray target = s.target().image(scene, STEP);
      Ssim ssim = new Ssim(12, 11, DataType.DOUBLE);
      INDArray value = ssim.of(x.add(1).div(2), target.add(1).div(2));
      return s.weight() * value.rsub(1).sumNumber().doubleValue();
    }
    SquaredDistance d = (SquaredDistance) term;
    INDArray difference = x.sub(d.target().image(scene, STEP));
    return d.weight() * Numbers.dot(difference, difference);
  }

  @ParameterizedTest
  @MethodSource("terms")
  void gradientIsThatOfTheEnergy(EnergyTerm term) {
    Scene scene = new Scene(input());
    INDArray x = x();
    INDArray gradient = term.bind(scene).gradient(x, STEP);
    INDArray direction = Numbers.gaussian(3, SHAPE);
    double h = 1e-5;
    double expected =
        (energy(term, scene, x.add(direction.mul(h)))
                - energy(term, scene, x.sub(direction.mul(h))))
            / (2 * h);
    assertEquals(expected, Numbers.dot(gradient, direction), 1e-6 * Math.abs(expected) + 1e-8);
  }

  @ParameterizedTest
  @MethodSource("terms")
  void pullbackIsThatOfTheGradient(EnergyTerm term) {
    Scene scene = new Scene(input());
    INDArray x = x();
    INDArray cotangent = Numbers.gaussian(4, SHAPE).muli(1e-3);
    cotangent.slice(1).muli(50);
    INDArray ofX = Nd4j.ones(DataType.DOUBLE, SHAPE);
    INDArray ofInput = Nd4j.ones(DataType.DOUBLE, SHAPE).muli(2);
    BoundTerm bound = term.bind(scene);
    bound.pullback(x, STEP, cotangent, ofX, ofInput);
    bound.finish(ofInput);
    ofX.subi(1);
    ofInput.subi(2);
    for (int k = 0; k < 2; k++) {
      INDArray direction = Numbers.gaussian(5 + k, SHAPE);
      double alongX =
          Numbers.slope(v -> term.bind(scene).gradient(v, STEP), x, direction, cotangent, 1e-5);
      assertEquals(alongX, Numbers.dot(ofX, direction), 2e-5 * Math.abs(alongX) + 1e-7, "x");
      double alongInput =
          Numbers.slope(
              v -> term.bind(new Scene(v)).gradient(x, STEP),
              scene.input(),
              direction,
              cotangent,
              1e-6);
      assertEquals(
          alongInput, Numbers.dot(ofInput, direction), 2e-5 * Math.abs(alongInput) + 1e-7, "input");
    }
  }

  @ParameterizedTest
  @MethodSource("terms")
  void anImagesGradientDoesNotDependOnTheOther(EnergyTerm term) {
    if (term instanceof VictimOutput v && !(v.reference() instanceof OutputReference.Input)) {
      return;
    }
    INDArray x = x();
    INDArray input = input();
    INDArray before = term.bind(new Scene(input)).gradient(x, STEP).slice(0).dup();
    x.slice(1).muli(-0.5);
    input.slice(1).muli(-0.5);
    INDArray after = term.bind(new Scene(input)).gradient(x, STEP).slice(0);
    assertEquals(0, before.sub(after).amaxNumber().doubleValue(), 1e-12);
  }
}
