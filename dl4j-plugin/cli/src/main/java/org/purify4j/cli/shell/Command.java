package org.purify4j.cli.shell;

import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.Options;

/** A command of the program. */
public interface Command {
  /** Its name on the command line. */
  String name();

  /** What it does, in one line without a full stop. */
  String summary();

  /** The names of its arguments, such as {@code CKPT}. */
  List<String> arguments();

  /** Its options. */
  Options options();

  /** Examples of command lines, without the program's name. */
  List<String> examples();

  /**
   * Runs the command.
   *
   * @throws UsageException for arguments that are not understood
   * @throws IOException when a file cannot be read or written
   */
  ExitStatus run(Arguments arguments, Terminal terminal) throws IOException;
}
