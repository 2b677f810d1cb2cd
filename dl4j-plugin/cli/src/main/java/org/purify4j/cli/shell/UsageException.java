package org.purify4j.cli.shell;

import org.purify4j.diffusion.fault.UserFault;

/** A command line that is not understood; the message is one line. */
public final class UsageException extends UserFault {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
