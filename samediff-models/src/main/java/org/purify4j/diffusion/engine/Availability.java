package org.purify4j.diffusion.engine;

/** Whether an engine can be used in this JVM. */
public sealed interface Availability {
  /** The engine can be used and may be chosen without being asked for. */
  record Ready() implements Availability {}

  /**
   * The engine can be used, but only if the user asks for it.
   *
   * @param reason why it is not chosen otherwise, as in "this processor's vectors hold only 4
   *     floats"
   */
  record OnRequest(String reason) implements Availability {}

  /**
   * The engine cannot be used.
   *
   * @param reason why it is not chosen, as in "the JVM was started without …"
   * @param condition under which it could be, as in "the JVM was started with …"
   */
  record Unavailable(String reason, String condition) implements Availability {}
}
