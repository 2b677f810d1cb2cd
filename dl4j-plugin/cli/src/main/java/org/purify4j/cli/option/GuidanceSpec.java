package org.purify4j.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.guidance.BitDepth;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.Jpeg;
import org.purify4j.diffusion.guidance.MedianFilter;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.SsimDistance;
import org.purify4j.diffusion.guidance.VictimOutput;

/**
 * Guidance as it is written on a command line: {@code none}, or terms joined by {@code +}, each
 * {@code KIND:WEIGHT@TARGET}, such as {@code kl:20@purified4+mse:5}.
 */
public final class GuidanceSpec {
  static final String HELP =
      "none, or terms joined by +, each KIND:WEIGHT[@TARGET][@x0]. KIND kl, ce, logits or"
          + " confidence asks the victim; TARGET then is input (default), noisedN, purifiedN,"
          + " medianN, bitsN or jpegQ; x0 asks it at the estimated clean image. KIND mse or ssim is a"
          + " distance; TARGET then is noised (default) or input. With @gdmpS[,EPS] at the end of"
          + " all, the scale is GDMP's";

  private static final Pattern TERM = Pattern.compile("([a-z]+):([0-9./eE-]+)((?:@[a-z0-9]+)*)");
  private static final Pattern COUNTED = Pattern.compile("([a-z]+)(\\d{1,4})");
  private static final Pattern SCALE = Pattern.compile("@gdmp([0-9.]+)(?:,([0-9./]+))?$");
  private static final double DEFAULT_EPSILON = 8 / 255.0;
  private static final String CLEAN_ESTIMATE = "x0";
  private static final Map<String, OutputLoss> LOSSES =
      new TreeMap<>(
          Map.of(
              "kl", OutputLoss.KL,
              "ce", OutputLoss.CROSS_ENTROPY,
              "logits", OutputLoss.LOGIT_DISTANCE,
              "confidence", OutputLoss.CONFIDENCE));
  private static final Map<String, DistanceTarget> TARGETS =
      new TreeMap<>(Map.of("noised", DistanceTarget.NOISED_INPUT, "input", DistanceTarget.INPUT));

  private GuidanceSpec() {}

  /**
   * Reads it.
   *
   * @throws UsageException for anything else
   */
  public static Guidance parse(String text) {
    String spec = text.strip().toLowerCase(Locale.ROOT);
    if (spec.equals("none")) {
      return Guidance.none();
    }
    try {
      Matcher scale = SCALE.matcher(spec);
      if (!scale.find()) {
        return Guidance.of(terms(spec));
      }
      double factor = Numbers.real("gdmp", scale.group(1));
      double epsilon =
          scale.group(2) == null ? DEFAULT_EPSILON : Numbers.real("gdmp", scale.group(2));
      return Guidance.of(terms(spec.substring(0, scale.start())))
          .withScale(new GuidanceScale.Gdmp(factor, epsilon));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--guidance " + text + ": " + e.getMessage(), e);
    }
  }

  private static EnergyTerm[] terms(String spec) {
    return Arrays.stream(spec.split("\\+", -1)).map(GuidanceSpec::term).toArray(EnergyTerm[]::new);
  }

  private static EnergyTerm term(String text) {
    Matcher matcher = TERM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "got \"" + text + "\", must be KIND:WEIGHT[@TARGET], such as kl:20@purified4 or mse:5");
    }
    String kind = matcher.group(1);
    double weight = Numbers.real("weight", matcher.group(2));
    List<String> targets =
        Arrays.stream(matcher.group(3).split("@")).filter(t -> !t.isEmpty()).toList();
    return switch (kind) {
      case "mse" -> new SquaredDistance(weight, distanceTarget(targets));
      case "ssim" -> new SsimDistance(weight, distanceTarget(targets));
      default -> victimOutput(kind, weight, targets);
    };
  }

  private static DistanceTarget distanceTarget(List<String> targets) {
    if (targets.isEmpty()) {
      return DistanceTarget.NOISED_INPUT;
    }
    DistanceTarget target = TARGETS.get(targets.get(0));
    if (target == null || targets.size() > 1) {
      throw new IllegalArgumentException(
          "got target @" + String.join("@", targets) + ", must be @noised or @input");
    }
    return target;
  }

  private static VictimOutput victimOutput(String kind, double weight, List<String> targets) {
    OutputLoss loss = LOSSES.get(kind);
    if (loss == null) {
      throw new IllegalArgumentException(
          "got kind " + kind + ", must be kl, ce, logits, confidence, mse or ssim");
    }
    boolean atEstimate = targets.contains(CLEAN_ESTIMATE);
    List<String> references = targets.stream().filter(t -> !t.equals(CLEAN_ESTIMATE)).toList();
    if (references.size() > 1) {
      throw new IllegalArgumentException(
          "got targets @" + String.join("@", references) + ", must be one");
    }
    OutputReference reference =
        references.isEmpty() ? new OutputReference.Input() : reference(references.get(0));
    return new VictimOutput(
        weight, loss, reference, atEstimate ? EvaluateAt.CLEAN_ESTIMATE : EvaluateAt.NOISY);
  }

  private static OutputReference reference(String text) {
    if (text.equals("input")) {
      return new OutputReference.Input();
    }
    Matcher matcher = COUNTED.matcher(text);
    int count = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    return switch (matcher.matches() ? matcher.group(1) : "") {
      case "noised" -> new OutputReference.Noised(count);
      case "purified" -> new OutputReference.Purified(count);
      case "median" -> new OutputReference.Squeezed(new MedianFilter(count));
      case "jpeg" -> new OutputReference.Squeezed(new Jpeg(count));
      case "bits" -> new OutputReference.Squeezed(new BitDepth(count));
      default ->
          throw new IllegalArgumentException(
              "got target @"
                  + text
                  + ", must be input, noisedN, purifiedN, medianN, bitsN or jpegQ");
    };
  }
}
