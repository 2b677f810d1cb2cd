package org.purify4j.layers;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What a classifier subtracts from, and divides by, each colour channel of an image in [0, 1]: (x −
 * mean)/std.
 *
 * @param mean per channel R, G, B, in [0, 1] units
 * @param std per channel R, G, B, in [0, 1] units, positive
 */
public record ImageNormalization(
    @JsonProperty("mean") List<Double> mean, @JsonProperty("std") List<Double> std)
    implements Serializable {
  /** Images are taken as they are. */
  public static final ImageNormalization NONE =
      new ImageNormalization(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  /** CIFAR-10's mean, and the per-image average of its deviations (kuangliu, chenyaofo). */
  public static final ImageNormalization CIFAR10 =
      new ImageNormalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

  /** CIFAR-10's mean and the deviation over all its pixels. */
  public static final ImageNormalization CIFAR10_ALT =
      new ImageNormalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));

  /** CIFAR-100's mean and the deviation over all its pixels (chenyaofo). */
  public static final ImageNormalization CIFAR100 =
      new ImageNormalization(List.of(0.5070, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2761));

  /** ImageNet's, as torchvision documents it. */
  public static final ImageNormalization IMAGENET =
      new ImageNormalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** What maps [0, 1] to [−1, 1], as the Inception networks take their images. */
  public static final ImageNormalization INCEPTION =
      new ImageNormalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

  public ImageNormalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "normalization: got "
              + mean.size()
              + " means and "
              + std.size()
              + " deviations, must be one of each per channel");
    }
    if (!mean.stream().allMatch(Double::isFinite)
        || !std.stream().allMatch(s -> Double.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException(
          "normalization: got mean " + mean + ", std " + std + ", must be finite, std positive");
    }
  }

  /** Number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * Reads {@code cifar10}, {@code cifar10-alt}, {@code cifar100}, {@code imagenet}, {@code
   * inception}, {@code none}, or numbers as {@code m,m,m/s,s,s}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ImageNormalization parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "cifar10" -> CIFAR10;
      case "cifar10-alt" -> CIFAR10_ALT;
      case "cifar100" -> CIFAR100;
      case "imagenet" -> IMAGENET;
      case "inception" -> INCEPTION;
      case "none" -> NONE;
      default -> numbers(text);
    };
  }

  /** As {@link #parse} reads it: a name where there is one, else numbers. */
  @Override
  public String toString() {
    if (equals(CIFAR10)) {
      return "cifar10";
    }
    if (equals(CIFAR10_ALT)) {
      return "cifar10-alt";
    }
    if (equals(CIFAR100)) {
      return "cifar100";
    }
    if (equals(IMAGENET)) {
      return "imagenet";
    }
    if (equals(INCEPTION)) {
      return "inception";
    }
    return equals(NONE) ? "none" : join(mean) + "/" + join(std);
  }

  private static ImageNormalization numbers(String text) {
    String[] halves = text.split("/", -1);
    try {
      if (halves.length == 2) {
        return new ImageNormalization(list(halves[0]), list(halves[1]));
      }
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "normalization: got "
            + text
            + ", must be cifar10, cifar10-alt, cifar100, imagenet, inception, none or m,m,m/s,s,s");
  }

  private static List<Double> list(String text) {
    List<Double> values = new ArrayList<>();
    for (String value : text.split(",", -1)) {
      values.add(Double.valueOf(value.strip()));
    }
    return values;
  }

  private static String join(List<Double> values) {
    return String.join(",", values.stream().map(String::valueOf).toList());
  }
}
