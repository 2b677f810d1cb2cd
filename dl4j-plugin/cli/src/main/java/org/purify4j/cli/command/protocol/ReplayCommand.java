package org.purify4j.cli.command.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.apache.commons.cli.Options;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.ValueOption;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.protocol.claim.Claim;
import org.purify4j.protocol.claim.ClaimFile;

/** Checks a claim against the files that it is about. */
public final class ReplayCommand implements Command {
  private static final String AGAIN = "attack-again";

  private static final ValueOption<Long> SEED =
      new ValueOption<>(
          "seed",
          "S",
          "seed of the fresh draws; by default a random one, which is printed",
          Numbers::whole);

  private static final ValueOption<Path> VICTIM =
      InputFiles.VICTIM.withHelp("the classifier that the claim is about");

  private static final ValueOption<Path> MODEL =
      InputFiles.MODEL.withHelp("the diffusion model that the claim is about, if it is about one");

  private final DataSources sources = DataSources.all();

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "checks a claim of 'evaluate --protocol' in fresh draws";
  }

  @Override
  public List<String> arguments() {
    return List.of("CLAIM");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(VICTIM.required())
        .addOption(MODEL.optional())
        .addOption(InputFiles.dataOption(sources).required())
        .addOption(SEED.optional())
        .addOption(
            GlobalOptions.flag(
                AGAIN, "also makes all attacks again, which takes as long as the first time"));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "replay judged/claim.json --victim resnet56.zip --model diffusion.zip --data"
            + " cifar10:test_batch.bin");
  }

  @Override
  public ExitStatus run(Arguments arguments, Terminal terminal) throws IOException {
    Path file = arguments.file(0);
    InputFiles inputs = InputFiles.read(arguments, sources);
    Claim claim = ClaimFile.read(file);
    long fresh = SEED.read(arguments).orElseGet(() -> new SecureRandom().nextLong());
    ReplayRun run = ReplayRun.checked(file, claim, inputs.withLimit(claim.labels().length));
    boolean confirmed = run.judge(fresh, terminal);
    if (arguments.has(AGAIN)) {
      confirmed &= run.attackAgain(terminal);
    }
    terminal.out().println(confirmed ? "confirmed" : "not confirmed");
    return confirmed ? ExitStatus.DONE : ExitStatus.FAILED;
  }
}
