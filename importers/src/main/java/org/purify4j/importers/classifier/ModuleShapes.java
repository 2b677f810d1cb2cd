package org.purify4j.importers.classifier;

import java.util.function.IntFunction;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/**
 * Reads hyper-parameters off the names and shapes of a checkpoint's tensors.
 *
 * @param checkpoint of which only names and shapes are read
 */
record ModuleShapes(Checkpoint checkpoint) {
  private static final int MOST_BLOCKS = 1000;
  private static final int MOST_CHANNELS = 1 << 16;

  /** Whether there is a tensor of this name. */
  boolean has(String tensor) {
    return checkpoint.has(tensor);
  }

  /** Output channels, or classes: the first size of a module's weight. */
  int out(String module) {
    String name = weight(module);
    if (!has(name)) {
      throw missing(name);
    }
    long[] shape = checkpoint.info(name).shape();
    if (shape.length == 0 || shape[0] < 1 || shape[0] > MOST_CHANNELS) {
      throw new ImportException(
          checkpoint.file(), name + ": got " + checkpoint.info(name) + ", must be a weight");
    }
    return (int) shape[0];
  }

  /**
   * How many consecutive blocks there are, from number 0 on.
   *
   * @param module name of a module with a weight that every block has, by the block's number
   */
  int count(IntFunction<String> module) {
    int count = 0;
    while (count < MOST_BLOCKS && has(weight(module.apply(count)))) {
      count++;
    }
    if (count == 0) {
      throw missing(weight(module.apply(0)));
    }
    return count;
  }

  private ImportException missing(String name) {
    return new ImportException(
        checkpoint.file(), name + ": no tensor of this name is in the file, must be there");
  }

  private static String weight(String module) {
    return module + ".weight";
  }
}
