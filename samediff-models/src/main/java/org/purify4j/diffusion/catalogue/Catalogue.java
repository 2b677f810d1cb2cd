package org.purify4j.diffusion.catalogue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The list of the members of a family of choices, such as the samplers. It is the only place that
 * names them: text forms, help and JSON names are derived from it. Immutable.
 *
 * @param <T> the family
 * @param family what a member is called in messages, such as {@code sampler}
 * @param kinds the members in the order in which help shows them; no two share a name or a class
 */
public record Catalogue<T extends Textual>(String family, List<Kind<T>> kinds) {
  public Catalogue {
    kinds = List.copyOf(kinds);
    Set<Object> known = new HashSet<>();
    for (Kind<T> kind : kinds) {
      if (!known.add(kind.name()) || !known.add(kind.type())) {
        throw new IllegalArgumentException(
            family
                + ": got "
                + kind.name()
                + " twice, must have a name and a class that no other has");
      }
    }
  }

  /** Returns this list with one more member at its end. */
  public Catalogue<T> with(Kind<T> kind) {
    List<Kind<T>> more = new ArrayList<>(kinds);
    more.add(kind);
    return new Catalogue<>(family, more);
  }

  /**
   * Parses a text form; case does not matter.
   *
   * @throws IllegalArgumentException if no member has this form, or its value is out of range
   */
  public T parse(String text) {
    return parse(family, text);
  }

  /**
   * Parses a text form; case does not matter.
   *
   * @param place where the text was written, for the error message, such as {@code --sampler}
   * @throws IllegalArgumentException if no member has this form, or its value is out of range
   */
  public T parse(String place, String text) {
    try {
      Optional<T> value = find(text);
      if (value.isPresent()) {
        return value.get();
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        place + ": got " + text + ", must be " + Spelling.alternatives(syntaxes()));
  }

  /**
   * Parses a text form if some member has it; case does not matter.
   *
   * @return empty if no member has this form
   * @throws IllegalArgumentException if a member has this form, but its value is malformed or out
   *     of range
   */
  public Optional<T> find(String text) {
    String normal = text.strip().toLowerCase(Locale.ROOT);
    for (Kind<T> kind : kinds) {
      Optional<? extends T> value = kind.reader().read(normal);
      if (value.isPresent()) {
        return Optional.of(value.get());
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the kind with this JSON name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Kind<T> named(String name) {
    return kinds.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    family
                        + ": got "
                        + name
                        + ", must be "
                        + Spelling.alternatives(kinds.stream().map(Kind::name).toList())));
  }

  /**
   * Returns the kind that a value belongs to.
   *
   * @throws IllegalArgumentException if its class is not in the list
   */
  public Kind<T> kindOf(Object value) {
    return kinds.stream()
        .filter(kind -> kind.type() == value.getClass())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    family
                        + ": got a "
                        + value.getClass().getName()
                        + ", must be of a class in the list"));
  }

  /** The syntax of each member, in the order of the list. */
  public List<String> syntaxes() {
    return kinds.stream().map(Kind::syntax).toList();
  }

  /** The help text: a line for each member, with its syntax and description. */
  public String help() {
    return kinds.stream()
        .map(kind -> kind.syntax() + ": " + kind.help())
        .collect(Collectors.joining("\n"));
  }
}
