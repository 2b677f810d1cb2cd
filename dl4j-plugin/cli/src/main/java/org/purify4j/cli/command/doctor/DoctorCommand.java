package org.purify4j.cli.command.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.OutputPath;
import org.purify4j.cli.shell.Terminal;

/** Reports on the machine, the backend and its limits, with advice. */
public final class DoctorCommand implements Command {
  private static final ValueOption<Path> JSON =
      ValueOption.path("json", "FILE", "also write the findings as JSON");

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "shows backend, native library, threads and memory limits, with advice";
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Options options() {
    return new Options().addOption(JSON.optional());
  }

  @Override
  public List<String> examples() {
    return List.of("doctor", "doctor --json doctor.json");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Optional<Path> json = JSON.read(arguments).map(OutputPath::file);
    Diagnosis diagnosis = Diagnosis.make();
    diagnosis.findings().forEach((name, value) -> terminal.out().printf("%-16s %s%n", name, value));
    if (diagnosis.advice().isEmpty()) {
      terminal.out().println("advice           none, everything is in order");
    }
    diagnosis.advice().forEach(advice -> terminal.out().println("advice           " + advice));
    if (json.isPresent()) {
      ObjectNode root = JsonFile.JSON.createObjectNode();
      root.put("usable", diagnosis.usable());
      root.set("findings", JsonFile.JSON.valueToTree(diagnosis.findings()));
      ArrayNode advice = root.putArray("advice");
      diagnosis.advice().forEach(advice::add);
      JsonFile.write(root, json.get());
    }
    return diagnosis.usable() ? ExitStatus.DONE : ExitStatus.FAILED;
  }
}
