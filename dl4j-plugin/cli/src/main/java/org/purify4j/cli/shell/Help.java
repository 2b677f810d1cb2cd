package org.purify4j.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The help texts. */
public final class Help {
  private static final int WIDTH = 100;
  private static final int COLUMN = 30;
  private static final int CONTINUED_INDENT = 8;

  private Help() {}

  /**
   * The help of the program: what it is, and its commands.
   *
   * @param commands in the order in which they are shown
   */
  public static String overview(List<Command> commands) {
    StringBuilder text = new StringBuilder();
    text.append("usage: purify COMMAND [ARGUMENTS]\n\n");
    text.append("Diffusion purification for Deeplearning4j classifiers.\n\n");
    for (Command command : commands) {
      text.append(String.format("  %-17s %s%n", command.name(), command.summary()));
    }
    text.append(
        "\n'purify COMMAND --help' shows the help of a command; 'purify --version' shows the version.\n");
    text.append("Exit status: 0 done, 1 failed, 2 wrong usage.\n");
    return text.toString();
  }

  /** The help of one command. */
  public static String of(Command command) {
    Options options = GlobalOptions.addTo(command.options());
    StringBuilder text = new StringBuilder(usage(command, options)).append("\n\n");
    wrap(command.summary() + ".", 0).forEach(line -> text.append(line).append('\n'));
    text.append("\noptions:\n");
    for (Option option : options.getOptions()) {
      List<String> lines = option.getDescription().lines().flatMap(Help::described).toList();
      String head = "  " + syntax(option);
      if (head.length() >= COLUMN - 1) {
        text.append(head).append('\n');
        head = "";
      }
      text.append(String.format("%-" + COLUMN + "s%s%n", head, lines.get(0)));
      lines
          .subList(1, lines.size())
          .forEach(line -> text.append(" ".repeat(COLUMN)).append(line).append('\n'));
    }
    text.append("\nexamples:\n");
    for (String example : command.examples()) {
      String lines = String.join(" \\\n      ", wrap("purify " + example, CONTINUED_INDENT));
      text.append("  ").append(lines).append('\n');
    }
    return text.toString();
  }

  /** One line of a description; if it is indented, what does not fit is indented twice as far. */
  private static Stream<String> described(String line) {
    String indent = " ".repeat(line.length() - line.stripLeading().length());
    List<String> lines = wrap(line.strip(), COLUMN + 2 * indent.length());
    return Stream.concat(
        Stream.of(indent + lines.get(0)),
        lines.stream().skip(1).map(rest -> indent + indent + rest));
  }

  private static String usage(Command command, Options options) {
    StringBuilder line = new StringBuilder("usage: purify " + command.name());
    command.arguments().forEach(argument -> line.append(' ').append(argument));
    for (Option option : options.getOptions()) {
      if (option.isRequired()) {
        line.append(' ').append(syntax(option));
      }
    }
    line.append(" [OPTIONS]");
    return String.join(
        "\n" + " ".repeat(CONTINUED_INDENT), wrap(line.toString(), CONTINUED_INDENT));
  }

  private static String syntax(Option option) {
    return "--" + option.getLongOpt() + (option.hasArg() ? " " + option.getArgName() : "");
  }

  private static List<String> wrap(String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH - indent && line.length() > 0) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
