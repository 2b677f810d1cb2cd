package org.purify4j.cli;

import java.util.List;
import java.util.Optional;

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
