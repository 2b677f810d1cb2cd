package org.purify4j.diffusion.model;

import java.util.Objects;

/**
 * One thing that was settled about a model when it was imported, such as a hyper-parameter.
 *
 * @param grounds what it rests on
 * @param value as text, in the authors' terms, such as {@code [1, 2, 2, 2]}
 * @param source where the value is from: {@code tensors} if it was inferred, {@code option} or a
 *     config file if it was given, and whose value it is if it was assumed
 */
public record Fact(Grounds grounds, String value, String source) {
  private static final String TENSORS = "tensors";

  public Fact {
    Objects.requireNonNull(grounds, "grounds");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(source, "source");
  }

  /** A value read off the tensors. */
  public static Fact inferred(Object value) {
    return new Fact(Grounds.INFERRED, value.toString(), TENSORS);
  }

  /**
   * A value that was said.
   *
   * @param source what said so, such as {@code option} or {@code config model.json}
   */
  public static Fact given(Object value, String source) {
    return new Fact(Grounds.GIVEN, value.toString(), source);
  }

  /**
   * A value that nothing says.
   *
   * @param source whose value it is, such as {@code the defaults of diffusers}
   */
  public static Fact assumed(Object value, String source) {
    return new Fact(Grounds.ASSUMED, value.toString(), source);
  }

  /** The value and its grounds in words, such as {@code 4 (assumed, as EDM)}. */
  @Override
  public String toString() {
    return value
        + switch (grounds) {
          case INFERRED -> " (inferred)";
          case GIVEN -> " (" + source + ")";
          case ASSUMED -> " (assumed, as " + source + ")";
        };
  }
}
