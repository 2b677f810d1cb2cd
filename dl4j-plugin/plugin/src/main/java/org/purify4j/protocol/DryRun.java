package org.purify4j.protocol;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * What an attack asks for one image, found by making it on a {@link SteadyClassifier}: exact for an
 * attack that makes all its steps, the most for one that ends where an image is broken.
 *
 * @param count what it asks; no passes of the diffusion network
 * @param unsuited why the attack cannot be made on such a target; empty if it can
 */
record DryRun(QueryCount count, Optional<String> unsuited) {
  /** With more draws, what is asked is taken from the straight line through one and two. */
  private static final int FEW_DRAWS = 4;

  /**
   * Makes an attack without its target.
   *
   * @param target what counts of the target
   * @param shape of an image, {@code [c, h, w]}
   */
  static DryRun of(ProtocolEntry entry, Target target, long... shape) {
    try {
      if (!target.randomised()) {
        return new DryRun(count(entry, 1, target, shape), Optional.empty());
      }
      if (entry.eot() <= FEW_DRAWS || entry.restarts() > 1) {
        return new DryRun(count(entry, entry.eot(), target, shape), Optional.empty());
      }
      QueryCount one = count(entry, 1, target, shape);
      QueryCount two = count(entry, 2, target, shape);
      return new DryRun(
          new QueryCount(
              line(one.queries(), two.queries(), entry.eot()),
              line(one.gradients(), two.gradients(), entry.eot()),
              0),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      return new DryRun(QueryCount.NONE, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** What counts of a target. */
  record Target(int classes, boolean randomised, boolean showsLayers) {
    static Target of(NoisyClassifier target) {
      return new Target(target.classes(), target.dependsOnDraw(), !target.innerLayers().isEmpty());
    }
  }

  private static long line(long atOne, long atTwo, int at) {
    return atOne + (at - 1) * (atTwo - atOne);
  }

  private static QueryCount count(ProtocolEntry entry, int eot, Target target, long... shape) {
    CountedClassifier counted =
        new CountedClassifier(
            new SteadyClassifier(target, Math.toIntExact(shape[0] * shape[1] * shape[2])),
            () -> 0,
            (queries, gradients) -> {});
    EntryAttack.of(entry, eot, 0, 1)
        .attack(
            counted,
            Nd4j.valueArrayOf(new long[] {1, shape[0], shape[1], shape[2]}, 0.5, DataType.FLOAT),
            new int[1],
            Draw.of(0));
    return counted.count();
  }
}
