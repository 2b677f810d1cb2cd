package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.Command;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Terminal;

class CommandLineTest {
  @TempDir Path dir;

  @Test
  void helpIsThereForAllAndForEach() {
    String overview = CommandRun.of("--help").expect(0).out();
    for (Command command : Commands.all().commands()) {
      assertTrue(overview.contains("  " + command.name() + " "), overview);
      String help = CommandRun.of(command.name(), "--help").expect(0).out();
      assertTrue(help.contains("examples:\n  purify " + command.name()), help);
      assertEquals(help, CommandRun.of("help", command.name()).expect(0).out());
      assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
    }
    assertTrue(CommandRun.of().expect(2).err().contains("usage: purify COMMAND"));
  }

  /** An example that its own command's parser refuses would be worse than none. */
  @Test
  void examplesAreUnderstood() {
    for (Command command : Commands.all().commands()) {
      for (String example : command.examples()) {
        String[] words = example.split(" +");
        assertEquals(command.name(), words[0]);
        CommandParser.parse(command, Arrays.copyOfRange(words, 1, words.length));
      }
    }
  }

  @Test
  void listOfCommandsCanBeExtended() {
    List<Command> more = new ArrayList<>(Commands.all().commands());
    more.add(new Greeting());
    Commands commands = new Commands(more);
    assertTrue(CommandRun.of(commands, "--help").expect(0).out().contains("  greet "));
    assertTrue(CommandRun.of(commands, "greet", "-h").expect(0).out().contains("says hello."));
    assertEquals("hello\n", CommandRun.of(commands, "greet").expect(0).out());
    assertTrue(CommandRun.of(commands, "gret").expect(2).err().contains("did you mean greet?"));
  }

  private record Greeting() implements Command {
    @Override
    public String name() {
      return "greet";
    }

    @Override
    public String summary() {
      return "says hello";
    }

    @Override
    public List<String> arguments() {
      return List.of();
    }

    @Override
    public Options options() {
      return new Options();
    }

    @Override
    public List<String> examples() {
      return List.of("greet");
    }

    @Override
    public ExitStatus run(Arguments arguments, Terminal terminal) {
      terminal.out().print("hello\n");
      return ExitStatus.DONE;
    }
  }

  @Test
  void versionIsOfThisBuild() {
    assertTrue(CommandRun.of("--version").expect(0).out().matches("purify4j \\d+\\.\\d+.*\\R"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evalute | did you mean evaluate?",
        "frobnicate | unknown command, must be one of demo, doctor, inspect",
        "doctor --jsno x | did you mean --json?",
        "doctor --json | --json: needs a value",
        "doctor surplus | one argument too many",
        "doctor --json a --json b | --json: got 2 values, must be one",
        "evaluate --victim v --data digits:4 --attack none --gradient exact --out o"
            + " | --gradient: got a way to attack, must be none or left out with --attack none",
        "import --out x.zip | CKPT: is missing",
        "import a.pt | --out: is missing",
        "verify u.zip --golden g.npz --tolerance -1 | --tolerance: got -1, must be at least",
        "evaluate --victim v --data mnist:x --out o | must be mnist:IMAGES,LABELS[,SIZE]",
        "evaluate --victim v --data images:d,9999 --out o | SIZE: got 9999, must be at most 4096",
        "evaluate --bogus | --bogus: unknown option;",
        "export x.zip --out x.bin | --out: got x.bin, must end in .safetensors",
        "evaluate --victim v --data digits:4 --steps 99999999999 --out o | at most 100000",
        "evaluate --victim v --data digits:4 --attack none --steps 3 --out o"
            + " | --steps: changes nothing with --attack none, must be left out",
        "evaluate --victim v --data digits:4 --attack fgsm --step-size 0.1 --out o"
            + " | --step-size: changes nothing with --attack fgsm",
        "evaluate --victim v --data digits:4 --eot 3 --out o"
            + " | --eot: changes nothing with --gradient none, which draws no noise",
        "evaluate --victim v --data digits:4 --surrogate all --gradient exact --out o"
            + " | --surrogate: changes nothing with --gradient exact",
        "bench --model m --vote-rule majority | --vote-rule: a single purification is measured",
        "bench --model m --victim v --timestep 3 | --victim: no guidance asks it here",
        "train-diffusion --data mnist:x --classes 10 --steps 1 --out o | --classes: mnist:x has no",
        "evaluate --victim v --data digits:0 --out o | COUNT: got 0, must be at least 1",
        "evaluate --victim v --data digits:9,x --out o | SEED: got x, must be a whole number",
        "evaluate --victim v --data digits:1,2,3 --out o | must be digits:COUNT[,SEED]",
        "evaluate --victim v --data digits:100001 --out o | at most 100000 (they are",
        "train-classifier --data digits:9 --test x --out o | --test: got x, must be cifar10:FILE",
        "train-classifier --data digits:9 --test digits:9 --out o --rate 0 | --rate: got 0, must be",
        "evaluate --victim v --data cifar10:x --out o --eps 8:255 | a fraction such as 8/255",
        "evaluate --victim v --data cifar10:x --out o --eps 8 | --eps: got 8.0, must be at most 1",
        "evaluate --victim v --data cifar10:x --out o --steps 1.5 | --steps: got 1.5",
        "evaluate --victim v --data cifar10:x --out o --norm l3 | must be one of l1, l2, linf",
        "evaluate --victim v --data cifar10:x --out o --nfe 3 | --nfe: needs --model",
        "evaluate --victim v --model m --data cifar10:x --out o --preset papper | did you mean paper",
        "evaluate --victim v --model m --data cifar10:x --out o --guidance kl | KIND:WEIGHT",
        "evaluate --victim v --model m --data cifar10:x --out o --timestep 3 --noise-level 0.1"
            + " | set the same thing, must be given one at a time",
        "bench --batch 8 | --model: is missing",
        "bench --model m --seconds 0 | --seconds: got 0, must be at least 1.0E-6",
        "sweep --victim v --data cifar10:x --out o | --model, --timesteps, --nfes: is missing",
        "sweep --victim v --model m --data cifar10:x --timesteps 9, --nfes 1 --out o"
            + " | --timesteps: got , must be a whole number",
        "sweep --victim v --model m --data cifar10:x --timesteps 9 --nfes 0 --out o"
            + " | --nfes: got 0, must be at least 1",
        "sweep --victim v --model m --data cifar10:x --timesteps 9 --nfes 1 --samplers ddmp --out o"
            + " | --samplers: got ddmp, must be ddpm",
        "sweep --victim v --model m --data cifar10:x --timesteps 9 --nfes 1 --attack none --out o"
            + " | --attack: got none, must be pgd[:LOSS], fgsm[:LOSS], mi-fgsm[:LOSS], lf-pgd[:SHARE], ila[:LAYER], apgd-ce, apgd-dlr, apgd-t, fab-t, deepfool, cw, l-bfgs, square or",
        "evaluate --victim v --data cifar10:x --out o --attack pdg"
            + " | square, autoattack or none (did you mean pgd?)",
        "train-diffusion --data mnist:a,b,c --steps 1 --out o | must be mnist:IMAGES[,LABELS]",
        "train-diffusion --data tar:x --steps 1 --out o | must be cifar10:FILE[,FILE]",
        "train-diffusion --data mnist:x --steps 1 --out o --channels 20 | a multiple of 32 channels",
        "train-diffusion --data mnist:x --steps 1 --out o --focus 9 | must be T:SHARE",
        "train-diffusion --data mnist:x --steps 1 --out o --focus 9:2 | share: got 2.0",
        "train-diffusion --data mnist:x --steps 1 --out o --model m --mult 1 | for a new network",
      })
  void wrongUsageIsOneLineAndStatusTwo(String line, String said) {
    CommandRun run = CommandRun.of((Object[]) line.split(" +")).expect(2);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(run.err().startsWith("purify: "), run.err());
    assertTrue(run.err().contains(said), run.err());
  }

  @Test
  void noInputIsOverwritten() throws Exception {
    Path input = Files.writeString(dir.resolve("in.safetensors"), "kept");
    Path link = Files.createSymbolicLink(dir.resolve("link.safetensors"), input);
    Path data = Files.createDirectory(dir.resolve("data"));
    Object[][] lines = {
      {"import", input, "--out", input},
      {"import", input, "--out", link},
      {"export", link, "--out", input},
      {"inspect", input, "--json", input},
      {"train-diffusion", "--model", input, "--data", "digits:4", "--steps", 1, "--out", input},
      {
        "train-classifier",
        "--data",
        "digits:4",
        "--test",
        "cifar10:" + link + "," + link,
        "--out",
        input
      },
      {"evaluate", "--victim", input, "--data", "images:" + data, "--out", data.resolve("a")},
    };
    for (Object[] line : lines) {
      CommandRun run = CommandRun.of(line).expect(1);
      assertEquals(1, run.errorLines().size(), run.err());
      assertTrue(
          run.err().matches("(?s).*which (is an input|lies in the data), must .*"), run.err());
      assertEquals("kept", Files.readString(input));
    }
    Path archive = Files.writeString(dir.resolve("there.zip"), "kept");
    CommandRun run = CommandRun.of("export", input, "--out", archive).expect(2);
    assertTrue(run.err().contains("must end in .safetensors"), run.err());
  }

  @Test
  void missingAndWrongFilesAreOneLineAndStatusOne() throws Exception {
    Path text = Files.writeString(dir.resolve("text.zip"), "no archive");
    Path out = dir.resolve("out");
    Object[][] lines = {
      {"inspect", dir.resolve("none.pt")},
      {"import", dir.resolve("none.pt"), "--out", dir.resolve("x.zip")},
      {"import", text, "--out", dir.resolve("no-directory/x.zip")},
      {"verify", dir.resolve("none.zip"), "--golden", text},
      {"verify", text, "--golden", text},
      {"images", text, "--model", text, "--out", out},
      {"bench", "--model", text, "--json", out},
      {"evaluate", "--victim", text, "--data", "cifar10:" + text, "--out", out},
    };
    for (Object[] line : lines) {
      CommandRun run = CommandRun.of(line).expect(1);
      assertEquals(1, run.errorLines().size(), run.err());
      assertTrue(run.err().startsWith("purify: "), run.err());
      assertTrue(run.err().matches("(?s).*(text.zip|none.pt|none.zip|x.zip): .*"), run.err());
    }
    assertFalse(Files.exists(out), "nothing is made before the inputs are known to be good");
  }

  @Test
  void debugShowsWhereAnErrorArose() {
    CommandRun run = CommandRun.of("inspect", dir.resolve("none.pt"), "--debug").expect(1);
    assertTrue(run.err().contains("\tat org.purify4j."), run.err());
  }

  @Test
  void errorsCannotDisturbATerminal() {
    String line = ErrorLine.of(new CommandException("name \u001b[31m\n  and more\r\nlast"));
    assertEquals("name ?[31m; and more; last", line);
  }
}
