package org.purify4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.purify4j.cli.shell.AddressSpace;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.Help;
import org.purify4j.cli.shell.SafePrintStream;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.cli.shell.VectorModule;
import org.purify4j.diffusion.model.Program;

/** The entry point of the command line. */
public final class Purify {
  private Purify() {}

  /** Runs a command line and ends the process with its status. */
  public static void main(String[] words) {
    PrintStream out = utf8(new FileOutputStream(FileDescriptor.out));
    PrintStream err = utf8(new FileOutputStream(FileDescriptor.err));
    VectorModule.load();
    AddressSpace.watch(err);
    // ND4J prints notices to standard output, which is for results.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
    int status = run(Commands.all(), words, out, err);
    out.flush();
    err.flush();
    System.exit(status);
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /**
   * Runs a command line.
   *
   * @param commands the commands to choose from
   * @param words the command and its arguments
   * @param out where results go
   * @param err where progress and errors go
   * @return 0 done, 1 failed, 2 wrong usage
   */
  static int run(Commands commands, String[] words, PrintStream out, PrintStream err) {
    boolean debug = List.of(words).contains("--" + GlobalOptions.DEBUG);
    try {
      PrintStream safe = new SafePrintStream(out);
      int status = dispatch(commands, words, Terminal.of(safe, err)).code();
      if (safe.checkError() && status == ExitStatus.DONE.code()) {
        throw new CommandException("standard output: cannot be written (is it full or closed?)");
      }
      return status;
    } catch (UsageException e) {
      report(err, e, debug);
      return ExitStatus.USAGE.code();
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      report(err, e, debug);
      return ExitStatus.FAILED.code();
    }
  }

  private static ExitStatus dispatch(Commands commands, String[] words, Terminal terminal)
      throws IOException {
    if (words.length == 0) {
      terminal.err().print(Help.overview(commands.commands()));
      return ExitStatus.USAGE;
    }
    switch (words[0]) {
      case "--help", "-h", "help" -> {
        terminal
            .out()
            .print(
                words.length > 1
                    ? Help.of(commands.named(words[1]))
                    : Help.overview(commands.commands()));
        return ExitStatus.DONE;
      }
      case "--version" -> {
        terminal.out().println(Program.nameAndVersion());
        return ExitStatus.DONE;
      }
      default -> {
        Command command = commands.named(words[0]);
        String[] rest = Arrays.copyOfRange(words, 1, words.length);
        if (CommandParser.asksForHelp(rest)) {
          terminal.out().print(Help.of(command));
          return ExitStatus.DONE;
        }
        return run(command, rest, terminal);
      }
    }
  }

  private static ExitStatus run(Command command, String[] words, Terminal terminal)
      throws IOException {
    try {
      return command.run(CommandParser.parse(command, words), terminal);
    } catch (UsageException e) {
      throw new UsageException(e.getMessage() + "; see 'purify " + command.name() + " --help'", e);
    }
  }

  private static void report(PrintStream err, Throwable failure, boolean debug) {
    err.println("purify: " + ErrorLine.of(failure));
    if (debug) {
      failure.printStackTrace(err);
    }
  }
}
