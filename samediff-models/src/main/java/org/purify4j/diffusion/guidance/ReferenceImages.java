package org.purify4j.diffusion.guidance;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/**
 * The images of an {@link OutputReference} for one batch: {@code [b, c, h, w]} in [−1, 1] units,
 * each with its gradient with respect to x̃.
 */
public interface ReferenceImages {
  /** Returns the images at a step. Their tapes may overwrite the cotangent. */
  List<Tape> at(int step);

  /** Whether all steps share the same images. */
  default boolean shared() {
    return true;
  }

  /** The input x̃ itself. */
  record OfInput(GuidanceContext context) implements ReferenceImages {
    @Override
    public List<Tape> at(int step) {
      return List.of(Tape.of(context.input(), UnaryOperator.identity()));
    }
  }

  /** Copies of x̃ noised to the step, with other noise at every step. */
  record OfNoised(GuidanceContext context, int copies) implements ReferenceImages {
    @Override
    public List<Tape> at(int step) {
      double signal = context.schedule().signalScale(step);
      return IntStream.range(0, copies)
          .mapToObj(i -> Tape.of(context.noisedInput(step, i), flow -> flow.muli(signal)))
          .toList();
    }

    @Override
    public boolean shared() {
      return false;
    }
  }

  /** x̃ after a squeeze, which is applied in [0, 1] units. */
  record OfSqueezed(GuidanceContext context, Squeeze squeeze) implements ReferenceImages {
    @Override
    public List<Tape> at(int step) {
      INDArray squeezed = squeeze.apply(pixels()).muli(2).subi(1);
      return List.of(Tape.of(squeezed, flow -> squeeze.pullback(pixels(), flow)));
    }

    private INDArray pixels() {
      return context.input().add(1).muli(0.5);
    }
  }

  /** Unguided purifications of x̃. */
  record OfPurified(GuidanceContext context, int draws) implements ReferenceImages {
    @Override
    public List<Tape> at(int step) {
      return context.purified(draws);
    }
  }
}
