package org.purify4j.attack.transform;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.purify4j.diffusion.catalogue.Spelling;

/** The list of transforms. */
public final class InputTransforms {
  private static final List<TransformKind> ALL =
      List.of(InputDiversity.KIND, TranslationInvariance.KIND);

  private InputTransforms() {}

  /** How they are typed, such as {@code di[:P] or ti[:SIZE]}. */
  public static String syntax() {
    return Spelling.alternatives(ALL.stream().map(TransformKind::syntax).toList());
  }

  /** What they do. */
  public static String help() {
    return ALL.stream()
        .map(kind -> "+" + kind.syntax() + ": " + kind.help())
        .collect(Collectors.joining("; "));
  }

  /**
   * Makes a transform.
   *
   * @param text its name, whatever the case, followed by {@code :ARGUMENT} where it takes one
   * @throws IllegalArgumentException if there is none of that name, or its argument is not
   *     understood
   */
  public static InputTransform parse(String text) {
    String[] parts = text.split(":", 2);
    String name = parts[0].toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("transform: got " + text + ", must be " + syntax()))
        .maker()
        .apply(parts.length == 1 ? "" : parts[1]);
  }
}
