package org.purify4j.cli.option;

import java.io.IOException;
import java.util.List;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/** Labelled images that a user has named, not yet read. */
public interface LabelledData {
  /** Checks that they are there, without reading them all. */
  void check() throws IOException;

  /**
   * The first images.
   *
   * @param limit how many at most, at least 1
   */
  LabelledImages read(int limit) throws IOException;

  /** The name of a class. */
  String className(int label);

  /**
   * The files they come from, for reports.
   *
   * @param role what the images are used as
   */
  List<FileReference> references(String role) throws IOException;
}
