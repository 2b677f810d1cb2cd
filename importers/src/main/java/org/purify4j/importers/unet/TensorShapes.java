package org.purify4j.importers.unet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** Asks a checkpoint's tensor names and shapes for the sizes of a network. */
final class TensorShapes {
  private static final long LARGEST = 1 << 20;

  private final Checkpoint checkpoint;

  TensorShapes(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  boolean has(String name) {
    return checkpoint.has(name);
  }

  /**
   * One size of a tensor.
   *
   * @throws ImportException if there is no such tensor or dimension, or it is no size of a layer
   */
  int size(String name, int dimension) {
    long[] shape = checkpoint.info(name).shape();
    if (dimension >= shape.length || shape[dimension] < 1 || shape[dimension] > LARGEST) {
      throw new ImportException(
          checkpoint.file(), name + ": got " + checkpoint.info(name) + ", must be a weight");
    }
    return (int) shape[dimension];
  }

  /** Number of dimensions of a tensor. */
  int rank(String name) {
    return checkpoint.info(name).shape().length;
  }

  /** How many names match. */
  int count(Pattern pattern) {
    return (int)
        checkpoint.names().stream().filter(name -> pattern.matcher(name).matches()).count();
  }

  /** One more than the largest number in the pattern's first group, 0 if no name matches. */
  int numbered(Pattern pattern) {
    int found = 0;
    for (String name : checkpoint.names()) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        found = Math.max(found, 1 + Integer.parseInt(matcher.group(1)));
      }
    }
    return found;
  }
}
