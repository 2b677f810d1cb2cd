package org.purify4j.diffusion.archive;

import org.purify4j.diffusion.fault.UserFault;

/** An archive that cannot be read or written; the message is one line and names the file. */
public final class ArchiveException extends UserFault {
  private static final long serialVersionUID = 1L;

  public ArchiveException(String message) {
    super(message);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
