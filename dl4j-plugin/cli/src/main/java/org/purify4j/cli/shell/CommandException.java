package org.purify4j.cli.shell;

/** Thrown when a command cannot use something that it was given; the message is one line. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
