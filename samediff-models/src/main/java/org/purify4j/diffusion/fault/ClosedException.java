package org.purify4j.diffusion.fault;

import java.io.Serial;

/** A call of something that was closed, such as a model, a purifier or a pool. */
public final class ClosedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param what what was closed, such as {@code purifier}
   */
  public ClosedException(String what) {
    super(what + ": got a closed one, must be open (make another, or close it later)");
  }
}
