package org.purify4j.cli.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.MissingOptionException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.purify4j.diffusion.catalogue.NearestWord;

/** Parses the words after a command's name, with errors of one line. */
public final class CommandParser {
  private CommandParser() {}

  /**
   * Parses the words after a command's name.
   *
   * @throws UsageException if an option is unknown or lacks its value, or the number of arguments
   *     is wrong
   * @throws CommandException if an output is one of the inputs
   */
  public static Arguments parse(Command command, String[] words) {
    Options options = GlobalOptions.addTo(command.options());
    CommandLine line;
    try {
      line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, words);
    } catch (UnrecognizedOptionException e) {
      throw new UsageException(unknown(e.getOption(), options), e);
    } catch (MissingArgumentException e) {
      throw new UsageException(name(e.getOption()) + ": needs a value", e);
    } catch (MissingOptionException e) {
      List<String> missing = new ArrayList<>();
      for (Object option : e.getMissingOptions()) {
        missing.add(name(options.getOption(option.toString())));
      }
      throw new UsageException(String.join(", ", missing) + ": is missing", e);
    } catch (ParseException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    checkCount(command, line.getArgList());
    checkValues(line);
    InputsKept.require(line);
    return new Arguments(line);
  }

  private static void checkCount(Command command, List<String> given) {
    List<String> wanted = command.arguments();
    if (given.size() < wanted.size()) {
      throw new UsageException(wanted.get(given.size()) + ": is missing");
    }
    if (given.size() > wanted.size()) {
      throw new UsageException(
          "got "
              + given.get(wanted.size())
              + ", which is one argument too many, must be "
              + (wanted.isEmpty() ? "none" : String.join(" ", wanted)));
    }
  }

  /** A forgotten value must not turn the next option into a file of that name. */
  private static void checkValues(CommandLine line) {
    for (Option option : line.getOptions()) {
      for (String value : option.hasArg() ? option.getValuesList() : List.<String>of()) {
        if (value.matches("-|--.*|-\\p{Alpha}.*")) {
          throw new UsageException(
              name(option)
                  + ": got "
                  + value
                  + ", which reads like an option, must be a value (a file of that name is ./"
                  + value
                  + ")");
        }
      }
    }
  }

  private static String unknown(String word, Options options) {
    String bare = word.replaceFirst("^-+", "").replaceFirst("=.*", "");
    List<String> known = options.getOptions().stream().map(Option::getLongOpt).toList();
    return word.replaceFirst("=.*", "") + ": unknown option" + NearestWord.hint(bare, known, "--");
  }

  private static String name(Option option) {
    return "--" + option.getLongOpt();
  }

  /** Whether the words ask for help, in any position. */
  public static boolean asksForHelp(String[] words) {
    return Arrays.stream(words).anyMatch(w -> w.equals("--help") || w.equals("-h"));
  }
}
