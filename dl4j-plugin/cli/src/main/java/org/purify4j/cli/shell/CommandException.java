package org.purify4j.cli.shell;

import org.purify4j.diffusion.fault.UserFault;

/** Something a command was given cannot be used; the message is one line. */
public final class CommandException extends UserFault {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
