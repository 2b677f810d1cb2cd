package org.purify4j.cli.option;

import java.io.IOException;
import java.util.List;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.evaluate.FileReference;

/** Which labelled images are used, as it is written on a command line. */
public sealed interface DataOption permits CifarData, DigitsData {
  /** How it is written. */
  String FORMS = CifarData.FORM + " or " + DigitsData.FORM;

  /**
   * Reads it.
   *
   * @param option where it was written, for the message
   * @throws UsageException if it is of no known kind
   */
  static DataOption parse(String option, String text) {
    if (text.startsWith(CifarData.PREFIX) && text.length() > CifarData.PREFIX.length()) {
      return CifarData.parse(text);
    }
    if (text.startsWith(DigitsData.PREFIX)) {
      return DigitsData.parse(option, text);
    }
    throw new UsageException("--" + option + ": got " + text + ", must be " + FORMS);
  }

  /** Checks that it is there, without reading it whole. */
  void check() throws IOException;

  /**
   * The first images.
   *
   * @param limit most of them, at least 1
   */
  LabelledImages read(int limit) throws IOException;

  /** The name of a class. */
  String className(int label);

  /**
   * What it rests on, for reports.
   *
   * @param role what the images are used as
   */
  List<FileReference> references(String role) throws IOException;
}
