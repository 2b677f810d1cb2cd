package org.purify4j.attack;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.purify4j.attack.loss.LogitOrder;

/** What an attack wants an image to be taken for: any wrong class, or a certain one. */
public sealed interface Goal {
  /** Any class but the true one. */
  Goal UNTARGETED = new Untargeted();

  /** The class after the true one, the first after the last. */
  Goal NEXT = new Next();

  /** The class other than the true one that the target holds for the least likely. */
  Goal LEAST_LIKELY = new LeastLikely();

  /** The goals that need nothing but a name, by their names. */
  static Map<String, Goal> named() {
    return new TreeMap<>(
        Map.of(
            UNTARGETED.text(), UNTARGETED,
            NEXT.text(), NEXT,
            LEAST_LIKELY.text(), LEAST_LIKELY));
  }

  /** How reports name it. */
  String text();

  /** Whether it depends on what the target answers to the unchanged image. */
  default boolean asksTarget() {
    return false;
  }

  /**
   * The class that an image shall be taken for; empty for any but the true one.
   *
   * @param label the true class
   * @param id of the image
   * @param logits of the unchanged image, one for each class; zeros if the goal does not ask for
   *     them
   * @throws IllegalArgumentException if there is no such class
   */
  OptionalInt aim(int label, long id, double[] logits);

  /** Whether images shall be taken for certain classes. */
  default boolean targeted() {
    return !equals(UNTARGETED);
  }

  /** See {@link #UNTARGETED}. */
  record Untargeted() implements Goal {
    @Override
    public String text() {
      return "untargeted";
    }

    @Override
    public OptionalInt aim(int label, long id, double[] logits) {
      return OptionalInt.empty();
    }
  }

  /** See {@link #NEXT}. */
  record Next() implements Goal {
    @Override
    public String text() {
      return "next";
    }

    @Override
    public OptionalInt aim(int label, long id, double[] logits) {
      return OptionalInt.of((label + 1) % logits.length);
    }
  }

  /** See {@link #LEAST_LIKELY}. */
  record LeastLikely() implements Goal {
    @Override
    public String text() {
      return "least-likely";
    }

    @Override
    public boolean asksTarget() {
      return true;
    }

    @Override
    public OptionalInt aim(int label, long id, double[] logits) {
      int[] order = LogitOrder.descending(logits);
      int last = order[order.length - 1];
      return OptionalInt.of(last == label ? order[order.length - 2] : last);
    }
  }

  /**
   * A class for each image.
   *
   * @param classes by the id of the image; none is the true class of its image
   */
  record Given(Map<Long, Integer> classes) implements Goal {
    public Given {
      classes = Map.copyOf(classes);
    }

    @Override
    public String text() {
      return "given";
    }

    @Override
    public OptionalInt aim(int label, long id, double[] logits) {
      Integer aim = classes.get(id);
      if (aim == null || aim < 0 || aim >= logits.length || aim == label) {
        throw new IllegalArgumentException(
            "goal of image "
                + id
                + ": got "
                + (aim == null ? "none" : aim)
                + ", must be a class from 0 to "
                + (logits.length - 1)
                + " other than the true one, "
                + label);
      }
      return OptionalInt.of(aim);
    }
  }
}
