package org.purify4j.cli.option;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/** Labelled images named on the command line, not yet read. */
public interface LabelledData extends NamedData {
  /** Checks that the images exist, without reading all of them. */
  void check() throws IOException;

  /**
   * The first images.
   *
   * @param limit largest number of images, at least 1
   */
  LabelledImages read(int limit) throws IOException;

  /** How many classes they have, if that is known without reading them. */
  default OptionalInt classes() {
    return OptionalInt.empty();
  }

  /** The names of their classes, if their source gives them. */
  default Optional<List<String>> classNames() {
    return Optional.empty();
  }

  /** The name of a class. */
  String className(int label);

  /**
   * The files they come from, for reports.
   *
   * @param role the use of the images
   */
  List<FileReference> references(String role) throws IOException;
}
