package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.LogitLosses;

/**
 * An entry in the list of {@link Attacks}: the name, the help and the construction of an attack.
 *
 * <p>Not a {@link org.purify4j.diffusion.catalogue.Kind}: an attack cannot be read from its text
 * alone, since options settle its budget, steps and seed, and it is written to reports but never
 * read back from them.
 *
 * @param name used on the command line and in reports, in lower case and without a colon or plus
 *     sign
 * @param syntax how it is typed: its name, followed by {@code :ARGUMENT} where it takes one
 * @param help what it does, in a few words
 * @param maker makes it
 */
public record AttackKind(String name, String syntax, String help, Maker maker) {
  /** Makes an attack of this kind. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes the attack.
     *
     * @param argument what follows the colon; empty where there is none
     * @param settings the settings common to all attacks, of which each uses those it needs
     * @throws IllegalArgumentException if the argument is not understood
     */
    Attack make(String argument, AttackSettings settings);
  }

  public AttackKind {
    if (!name.matches("[a-z][a-z0-9-]*") || !syntax.startsWith(name)) {
      throw new IllegalArgumentException(
          "name, syntax: got "
              + name
              + " and "
              + syntax
              + ", must be a lower-case word and a form that begins with it");
    }
  }

  /** A kind that takes no argument. */
  public static AttackKind of(String name, String help, Function<AttackSettings, Attack> maker) {
    return new AttackKind(
        name,
        name,
        help,
        (argument, settings) -> {
          if (!argument.isEmpty()) {
            throw new IllegalArgumentException(
                "got " + name + ":" + argument + ", must be " + name + " alone");
          }
          return maker.apply(settings);
        });
  }

  /**
   * A kind that takes a loss, {@code NAME:LOSS} of {@link LogitLosses}, and raises the
   * cross-entropy if it is not said.
   */
  static AttackKind ofLoss(
      String name, String help, BiFunction<LogitLoss, AttackSettings, Attack> maker) {
    return new AttackKind(
        name,
        name + "[:LOSS]",
        help + "; LOSS: " + LogitLosses.syntax(),
        (argument, settings) ->
            maker.apply(
                argument.isEmpty() ? Objective.USUAL.loss() : LogitLosses.parse(argument),
                settings));
  }

  /** The beginning of {@link Attack#settings}: the name. */
  public ObjectNode settings() {
    return JsonNodeFactory.instance.objectNode().put("attack", name);
  }
}
