package org.purify4j.diffusion.model;

import java.util.stream.IntStream;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.UNet;

/**
 * Everything about a diffusion model but its weights.
 *
 * @param network the network's family and hyper-parameters
 * @param schedule the noise schedule it was trained with
 * @param predicts what its first channels are
 * @param variance the reverse process's variance
 * @param timeUnit the unit in which it is told the time
 * @param imageSize height and width it was trained on, in pixels; values in [−1, 1]
 * @param provenance where it came from
 */
public record ModelDescription(
    UNet network,
    ScheduleSpec schedule,
    Prediction predicts,
    VarianceType variance,
    TimeUnit timeUnit,
    int imageSize,
    Provenance provenance) {
  private static final int MOST_HALVINGS = 8;

  /** A size that is this many times a side can be halved no more often than the side. */
  private static final int ODD = 3;

  private static final int LARGEST_IMAGE = 1 << 14;

  public ModelDescription {
    boolean learned = network.outChannels() == 2 * network.inChannels();
    if (learned != (variance == VarianceType.LEARNED_RANGE)) {
      throw new IllegalArgumentException(
          "variance: got "
              + variance
              + ", must "
              + (learned ? "" : "not ")
              + "be LEARNED_RANGE for a network with "
              + network.outChannels()
              + " output channels");
    }
    if (imageSize < 1) {
      throw new IllegalArgumentException("imageSize: got " + imageSize + ", must be at least 1");
    }
    if (imageSize > LARGEST_IMAGE) {
      throw new IllegalArgumentException(
          "imageSize: got " + imageSize + ", must be at most " + LARGEST_IMAGE);
    }
  }

  /**
   * The network at the size it was trained on. Sizes that come out of a damaged file can be such
   * that no check of one hyper-parameter foresees them; whatever goes wrong, the description is at
   * fault.
   *
   * @throws IllegalArgumentException if the hyper-parameters describe no network
   */
  public Network describeNetwork() {
    try {
      return network.describe(imageSize, imageSize);
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "network: its sizes do not fit together (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Checks that the network takes images of this shape: the one place where channels and size are
   * held against a model.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void requireImages(long channels, long height, long width) {
    if (channels != network.inChannels()) {
      throw new IllegalArgumentException(
          "images: got "
              + channels
              + " channels, must be "
              + network.inChannels()
              + " (those of the diffusion model)");
    }
    if (!takes(height, width)) {
      throw new IllegalArgumentException(
          "images: got "
              + height
              + "×"
              + width
              + " pixels, must be "
              + IntStream.iterate(2, side -> 2 * side)
                  .limit(MOST_HALVINGS)
                  .filter(side -> takes(side * ODD, side * ODD))
                  .mapToObj(side -> "a multiple of " + side + " both ways")
                  .findFirst()
                  .orElse("of another size")
              + " (the diffusion model halves them)");
    }
  }

  private boolean takes(long height, long width) {
    try {
      network.describe(Math.toIntExact(height), Math.toIntExact(width));
      return true;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  /** A copy with another provenance. */
  public ModelDescription withProvenance(Provenance newProvenance) {
    return new ModelDescription(
        network, schedule, predicts, variance, timeUnit, imageSize, newProvenance);
  }
}
