package org.purify4j.diffusion.catalogue;

/** A value with a short text form, as typed on a command line. */
public interface Textual {
  /** Returns the text form, which the family's {@code parse} turns into an equal value. */
  String text();
}
