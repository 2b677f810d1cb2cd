package org.purify4j.importers.family;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.purify4j.importers.checkpoint.Checkpoint;

/**
 * One thing by which a family of networks is told from others.
 *
 * @param says the sign in words, to follow "the checkpoint", such as {@code has conv1.weight}
 * @param test whether a checkpoint shows it
 */
public record Sign(String says, Predicate<Checkpoint> test) {
  /** A tensor of this name. */
  public static Sign has(String name) {
    return new Sign("has " + name, checkpoint -> checkpoint.has(name));
  }

  /** Some tensor of which the whole name matches a regular expression. */
  public static Sign some(String pattern) {
    Predicate<String> matches = Pattern.compile(pattern).asMatchPredicate();
    return new Sign(
        "has some " + pattern, checkpoint -> checkpoint.names().stream().anyMatch(matches));
  }

  /** No tensor of which the name contains this. */
  public static Sign lacks(String part) {
    return new Sign(
        "has no " + part,
        checkpoint -> checkpoint.names().stream().noneMatch(name -> name.contains(part)));
  }

  /** A tensor of this name and these sizes; a negative size stands for any. */
  public static Sign shaped(String name, long... shape) {
    String sizes = Arrays.toString(shape).replaceAll("-\\d+", "*");
    return new Sign(
        "has " + name + " " + sizes,
        checkpoint -> checkpoint.has(name) && matches(checkpoint.info(name).shape(), shape));
  }

  private static boolean matches(long[] found, long[] wanted) {
    if (found.length != wanted.length) {
      return false;
    }
    for (int d = 0; d < found.length; d++) {
      if (wanted[d] >= 0 && wanted[d] != found[d]) {
        return false;
      }
    }
    return true;
  }
}
