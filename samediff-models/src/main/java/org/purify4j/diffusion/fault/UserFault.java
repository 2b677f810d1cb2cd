package org.purify4j.diffusion.fault;

import java.io.Serial;

/**
 * A failure that its user can mend, such as a damaged file or a wrong option. The message is one
 * line that says what was found and what must be, fit to be shown as it is: what it quotes from a
 * file is cleaned and cut (see {@link SafeText}). Arguments out of range are {@link
 * IllegalArgumentException}s, also of one line; anything else that this project throws is a fault
 * of its own.
 */
public abstract class UserFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST = 2000;

  /**
   * @param message one line
   */
  protected UserFault(String message) {
    super(SafeText.line(message, LONGEST));
  }

  /**
   * @param message one line
   * @param cause what lies behind it
   */
  protected UserFault(String message, Throwable cause) {
    super(SafeText.line(message, LONGEST), cause);
  }
}
