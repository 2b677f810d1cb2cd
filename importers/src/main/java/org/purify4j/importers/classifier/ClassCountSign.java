package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.purify4j.importers.family.Sign;

/**
 * The number of classes as a sign of whose network it is, where two authors' tensors have the same
 * names and shapes but their networks differ in strides, which leave no trace in a checkpoint. A
 * network of any other number of classes is of neither family, unless the user names it.
 */
final class ClassCountSign {
  private static final Set<Long> CIFAR = Set.of(10L, 100L);
  private static final Set<Long> IMAGE_NET = Set.of(1000L);

  private ClassCountSign() {}

  /** These signs, and as many classes as CIFAR-10 or CIFAR-100. */
  static List<Sign> ofCifar(String head, List<Sign> signs) {
    return with(signs, "has the 10 or 100 classes of CIFAR in " + head, head, CIFAR);
  }

  /** These signs, and as many classes as ImageNet-1k. */
  static List<Sign> ofImageNet(String head, List<Sign> signs) {
    return with(signs, "has the 1000 classes of ImageNet in " + head, head, IMAGE_NET);
  }

  private static List<Sign> with(List<Sign> signs, String says, String head, Set<Long> counts) {
    String weight = head + ".weight";
    List<Sign> all = new ArrayList<>(signs);
    all.add(
        new Sign(
            says,
            checkpoint ->
                checkpoint.has(weight)
                    && checkpoint.info(weight).shape().length == 2
                    && counts.contains(checkpoint.info(weight).shape()[0])));
    return all;
  }
}
