package org.purify4j.cli.option;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.diffusion.chain.PurifierConfig;

/**
 * An option that changes one setting of a purifier.
 *
 * @param <V> the setting
 * @param option how it is written
 * @param label what reports call the change, from the text as it was typed and its value
 * @param change the settings with another value
 */
record PurifierSetting<V>(
    ValueOption<V> option,
    BiFunction<String, V, String> label,
    BiFunction<PurifierConfig, V, PurifierConfig> change) {

  /**
   * A change that was asked for.
   *
   * @param name what reports call it
   * @param step makes the change
   */
  record Change(String name, UnaryOperator<PurifierConfig> step) {}

  /** The change; empty where the option is left out. */
  Optional<Change> read(Arguments arguments) {
    return arguments
        .text(option.name())
        .map(
            text -> {
              V value = option.parse(text);
              return new Change(label.apply(text, value), config -> change.apply(config, value));
            });
  }
}
