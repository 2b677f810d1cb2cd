package org.purify4j.importers.unet;

/**
 * A hyper-parameter and where it is from.
 *
 * @param value the value as it was written, in the authors' terms
 * @param source what said so, such as {@code option} or {@code config file.json}
 */
record Setting(Object value, String source) {
  /** The value of what a file says is nothing. */
  static final Object NONE = "none";
}
