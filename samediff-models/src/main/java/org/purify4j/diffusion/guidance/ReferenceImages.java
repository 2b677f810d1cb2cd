package org.purify4j.diffusion.guidance;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images of an {@link OutputReference} for one batch; {@code [b, c, h, w]} in [−1, 1] units.
 */
public interface ReferenceImages {
  /** The images at a step. */
  List<INDArray> at(int step);

  /**
   * The gradient with respect to x̃.
   *
   * @param which of the images at the step
   * @param ofImage the gradient with respect to it; may be overwritten
   */
  INDArray pullback(int step, int which, INDArray ofImage);

  /** Whether all steps share the same images. */
  default boolean shared() {
    return true;
  }

  /** The images of a reference. */
  static ReferenceImages of(OutputReference reference, GuidanceContext context) {
    return reference.images(context);
  }

  /** x̃ itself. */
  record OfInput(GuidanceContext context) implements ReferenceImages {
    @Override
    public List<INDArray> at(int step) {
      return List.of(context.input());
    }

    @Override
    public INDArray pullback(int step, int which, INDArray ofImage) {
      return ofImage;
    }
  }

  /** Noised copies, others at every step. */
  record OfNoised(GuidanceContext context, int copies) implements ReferenceImages {
    @Override
    public List<INDArray> at(int step) {
      return IntStream.range(0, copies).mapToObj(i -> context.noisedInput(step, i)).toList();
    }

    @Override
    public INDArray pullback(int step, int which, INDArray ofImage) {
      return ofImage.muli(context.schedule().signalScale(step));
    }

    @Override
    public boolean shared() {
      return false;
    }
  }

  /** x̃ squeezed in [0, 1] units. */
  record OfSqueezed(GuidanceContext context, Squeeze squeeze) implements ReferenceImages {
    @Override
    public List<INDArray> at(int step) {
      return List.of(squeeze.apply(pixels()).muli(2).subi(1));
    }

    @Override
    public INDArray pullback(int step, int which, INDArray ofImage) {
      return squeeze.pullback(pixels(), ofImage);
    }

    private INDArray pixels() {
      return context.input().add(1).muli(0.5);
    }
  }

  /** Unguided purifications. */
  record OfPurified(GuidanceContext context, int draws) implements ReferenceImages {
    @Override
    public List<INDArray> at(int step) {
      return context.purified(draws);
    }

    @Override
    public INDArray pullback(int step, int which, INDArray ofImage) {
      return context.purifiedGradient(which, ofImage);
    }
  }
}
