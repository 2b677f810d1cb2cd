package org.purify4j.diffusion.catalogue;

/** A value with a short text form, as it is typed on a command line. */
public interface Textual {
  /** The text form; the family's {@code parse} makes an equal value of it. */
  String text();
}
