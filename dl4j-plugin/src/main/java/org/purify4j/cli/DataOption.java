package org.purify4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.purify4j.data.Cifar10;
import org.purify4j.data.LabeledImages;

/**
 * Which labelled images are used: {@code cifar10:FILE[,FILE]}.
 *
 * @param files in CIFAR-10's binary format
 */
record DataOption(List<Path> files) {
  private static final String PREFIX = "cifar10:";

  /**
   * Reads it.
   *
   * @throws UsageException if it is of no known kind
   */
  static DataOption parse(String text) {
    if (!text.startsWith(PREFIX) || text.length() == PREFIX.length()) {
      throw new UsageException("--data: got " + text + ", must be cifar10:FILE[,FILE]");
    }
    String[] files = text.substring(PREFIX.length()).split(",");
    return new DataOption(Arrays.stream(files).map(Path::of).toList());
  }

  /** Checks the files without reading them whole. */
  void check() throws IOException {
    for (Path file : files) {
      Cifar10.count(file);
    }
  }

  LabeledImages read(int limit) throws IOException {
    return Cifar10.read(files, limit);
  }

  /** The name of a class. */
  String className(int label) {
    return Cifar10.CLASS_NAMES.get(label);
  }
}
