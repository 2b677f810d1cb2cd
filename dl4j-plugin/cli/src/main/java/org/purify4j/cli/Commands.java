package org.purify4j.cli;

import java.util.List;
import java.util.Optional;
import org.purify4j.cli.command.EvaluateCommand;
import org.purify4j.cli.command.ExportCommand;
import org.purify4j.cli.command.ImagesCommand;
import org.purify4j.cli.command.ImportCommand;
import org.purify4j.cli.command.SweepCommand;
import org.purify4j.cli.command.VerifyCommand;
import org.purify4j.cli.command.bench.BenchCommand;
import org.purify4j.cli.command.doctor.DoctorCommand;
import org.purify4j.cli.command.inspect.InspectCommand;
import org.purify4j.cli.command.train.TrainClassifierCommand;
import org.purify4j.cli.command.train.TrainDiffusionCommand;
import org.purify4j.cli.demo.DemoCommand;
import org.purify4j.cli.shell.Command;

/** The list of commands; a new one is one class, and one line here. */
final class Commands {
  static final List<Command> ALL =
      List.of(
          new DemoCommand(),
          new DoctorCommand(),
          new InspectCommand(),
          new ImportCommand(),
          new VerifyCommand(),
          new ExportCommand(),
          new ImagesCommand(),
          new EvaluateCommand(),
          new SweepCommand(),
          new TrainDiffusionCommand(),
          new TrainClassifierCommand(),
          new BenchCommand());

  private Commands() {}

  static Optional<Command> named(String name) {
    return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
  }
}
