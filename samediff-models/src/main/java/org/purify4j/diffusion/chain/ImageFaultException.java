package org.purify4j.diffusion.chain;

import java.io.Serial;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.fault.UserFault;

/**
 * Single images could not be purified: their pixels are not finite or not in [0, 1], or the
 * network's prediction for them was not finite. The exception names each of them, and carries what
 * the other images of the same call became.
 */
public final class ImageFaultException extends UserFault {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MOST_NAMED = 3;

  private final transient Map<Integer, String> faults;
  private final transient Optional<INDArray> others;

  ImageFaultException(Map<Integer, String> faults, Optional<INDArray> others) {
    super(message(faults));
    this.faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    this.others = others;
  }

  /** Returns what is wrong with each image, by its number in the call, from 0. */
  public Map<Integer, String> faults() {
    return faults;
  }

  /**
   * Returns the result of the call, in which the rows of the images at fault are NaN; empty if no
   * image was purified.
   */
  public Optional<INDArray> others() {
    return others;
  }

  /**
   * Returns the same faults under other numbers, without the result of the others.
   *
   * @param number gives the number of an image in another call
   */
  ImageFaultException renumbered(IntUnaryOperator number) {
    Map<Integer, String> renumbered = new TreeMap<>();
    faults.forEach((image, fault) -> renumbered.putIfAbsent(number.applyAsInt(image), fault));
    return new ImageFaultException(renumbered, Optional.empty());
  }

  private static String message(Map<Integer, String> faults) {
    String named =
        faults.entrySet().stream()
            .limit(MOST_NAMED)
            .map(fault -> "image " + fault.getKey() + ": " + fault.getValue())
            .collect(Collectors.joining("; "));
    return faults.size() > MOST_NAMED
        ? named + "; and " + (faults.size() - MOST_NAMED) + " more images"
        : named;
  }
}
