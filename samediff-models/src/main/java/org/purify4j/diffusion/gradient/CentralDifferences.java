package org.purify4j.diffusion.gradient;

import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dual tape of anything that can be differentiated once, by central differences of its output and
 * of its gradient.
 *
 * <p>With a step h, the error is h²/6 of a third derivative plus ρ/h of rounding, ρ being the
 * relative rounding error of the function. For derivatives of the size of the function, the sum is
 * smallest at h = (3ρ)^⅓. That is the root-mean-square change of a pixel in [−1, 1] units here,
 * image by image, ρ being the distance of 1 from the next number of the data type.
 */
public final class CentralDifferences implements DualTape {
  private static final double SINGLE_PRECISION_STEP = Math.cbrt(3 * Math.ulp(1f));
  private static final double DOUBLE_PRECISION_STEP = Math.cbrt(3 * Math.ulp(1.0));

  private final Function<INDArray, Tape> record;
  private final INDArray x;
  private final Direction direction;
  private final double step;
  private Optional<INDArray> output = Optional.empty();
  private Optional<INDArray> outputTangent = Optional.empty();

  private CentralDifferences(
      Function<INDArray, Tape> record, INDArray x, INDArray direction, double range) {
    this.record = record;
    this.x = x;
    this.direction = new Direction(direction);
    boolean twice = x.dataType() == DataType.DOUBLE;
    this.step = (twice ? DOUBLE_PRECISION_STEP : SINGLE_PRECISION_STEP) * range / 2;
  }

  /**
   * Records a function.
   *
   * @param record records the function at some x, {@code [b, c, h, w]}, whose rows it treats apart;
   *     outputs and gradients may be overwritten by its next call
   * @param x not modified; must not change while the tape is in use
   * @param direction u, not modified
   * @param range width of the range in which x lies: 2 for [−1, 1], 1 for [0, 1]
   */
  public static DualTape of(
      Function<INDArray, Tape> record, INDArray x, INDArray direction, double range) {
    return new CentralDifferences(record, x, direction, range);
  }

  @Override
  public INDArray output() {
    if (output.isEmpty()) {
      output = Optional.of(at(x, Tape::output));
    }
    return output.get();
  }

  @Override
  public INDArray outputTangent() {
    if (outputTangent.isEmpty()) {
      outputTangent =
          Optional.of(derivative(at(ahead(), Tape::output), at(behind(), Tape::output)));
    }
    return outputTangent.get();
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return at(x, tape -> tape.gradient(cotangent));
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    // v̇ is along u, and the step along the unit direction is u's times h/length
    INDArray change = direction.overLength(cotangentTangent.dup('c')).muli(step);
    INDArray ofAhead = at(ahead(), tape -> tape.gradient(cotangent.add(change)));
    INDArray ofBehind = at(behind(), tape -> tape.gradient(cotangent.sub(change)));
    return derivative(ofAhead, ofBehind);
  }

  private INDArray ahead() {
    return x.add(direction.unit().mul(step));
  }

  private INDArray behind() {
    return x.sub(direction.unit().mul(step));
  }

  private INDArray derivative(INDArray ofAhead, INDArray ofBehind) {
    return direction.timesLength(ofAhead.subi(ofBehind).divi(2 * step));
  }

  private INDArray at(INDArray place, Function<Tape, INDArray> wanted) {
    try (Tape tape = record.apply(place)) {
      return wanted.apply(tape).dup('c');
    }
  }
}
