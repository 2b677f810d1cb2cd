package org.purify4j.cli;

import java.util.List;
import org.purify4j.cli.command.AttackCommand;
import org.purify4j.cli.command.EvaluateCommand;
import org.purify4j.cli.command.ExportCommand;
import org.purify4j.cli.command.ImagesCommand;
import org.purify4j.cli.command.ImportCommand;
import org.purify4j.cli.command.SweepCommand;
import org.purify4j.cli.command.VerifyCommand;
import org.purify4j.cli.command.bench.BenchCommand;
import org.purify4j.cli.command.doctor.DoctorCommand;
import org.purify4j.cli.command.inspect.InspectCommand;
import org.purify4j.cli.command.protocol.ReplayCommand;
import org.purify4j.cli.command.train.TrainClassifierCommand;
import org.purify4j.cli.command.train.TrainDiffusionCommand;
import org.purify4j.cli.demo.DemoCommand;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.NearestWord;

/**
 * The list of commands; a new one is one file, and one line in {@link #all}.
 *
 * @param commands in the order in which help shows them
 */
record Commands(List<Command> commands) {
  Commands {
    commands = List.copyOf(commands);
  }

  /** All commands of the program. */
  static Commands all() {
    return new Commands(
        List.of(
            new DemoCommand(),
            new DoctorCommand(),
            new InspectCommand(),
            new ImportCommand(),
            new VerifyCommand(),
            new ExportCommand(),
            new ImagesCommand(),
            new AttackCommand(),
            new EvaluateCommand(),
            new ReplayCommand(),
            new SweepCommand(),
            new TrainDiffusionCommand(),
            new TrainClassifierCommand(),
            new BenchCommand()));
  }

  /**
   * The command with a name.
   *
   * @throws UsageException if there is none
   */
  Command named(String name) {
    return commands.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private UsageException unknown(String name) {
    List<String> names = commands.stream().map(Command::name).toList();
    return new UsageException(
        name
            + ": unknown command, must be one of "
            + String.join(", ", names)
            + NearestWord.hint(name, names, ""));
  }
}
