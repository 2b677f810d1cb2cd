package org.purify4j.importers.unet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.purify4j.diffusion.model.Fact;

/**
 * What was decided about a model and on what grounds: inferred from the tensors, given beside the
 * checkpoint, or assumed. Wrong values are {@link IllegalArgumentException}s.
 */
final class Decisions {
  private final HyperParameters given;
  private final String assumed;
  private final Map<String, Fact> facts = new LinkedHashMap<>();

  /**
   * Nothing decided yet.
   *
   * @param given hyper-parameters given beside the checkpoint
   * @param assumed the network or program whose settings are assumed where nothing is given
   */
  Decisions(HyperParameters given, String assumed) {
    this.given = given;
    this.assumed = assumed;
  }

  HyperParameters given() {
    return given;
  }

  /** What was decided and why, by name. */
  Map<String, Fact> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** A value read off the tensors; what is given under that name must agree. */
  <T> void inferred(String name, T value, Function<String, Optional<T>> question) {
    mustAgree(name, value, question);
    inferred(name, value);
  }

  /**
   * Holds what is given under a name against what is known otherwise.
   *
   * @param known as it would have to be given
   */
  <T> void mustAgree(String name, T known, Function<String, Optional<T>> question) {
    question
        .apply(name)
        .filter(said -> !said.equals(known))
        .ifPresent(
            said -> {
              throw contradiction(name, said, known);
            });
  }

  /** The refusal of a value that the tensors contradict. */
  IllegalArgumentException contradiction(String name, Object said, Object known) {
    return new IllegalArgumentException(
        name + ": got " + said + " (" + given.source(name) + "), the tensors have " + known);
  }

  /** A value read off the tensors that has no name of its own in the authors' programs. */
  void inferred(String name, Object value) {
    facts.put(name, Fact.inferred(value));
  }

  /** What is given, else what is assumed. */
  <T> T choose(String name, Function<String, Optional<T>> question, T otherwise) {
    Optional<T> said = given(name, question);
    if (said.isEmpty()) {
      assume(name, otherwise);
    }
    return said.orElse(otherwise);
  }

  /** What is given, and nothing if it is not. */
  <T> Optional<T> given(String name, Function<String, Optional<T>> question) {
    Optional<T> said = question.apply(name);
    said.ifPresent(value -> facts.put(name, Fact.given(value, given.source(name))));
    return said;
  }

  /** A value that neither the tensors nor the user give. */
  void assume(String name, Object value) {
    facts.put(name, Fact.assumed(value, assumed));
  }
}
