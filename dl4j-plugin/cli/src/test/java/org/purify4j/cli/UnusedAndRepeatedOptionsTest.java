package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.train.ConvNet;

/** Options without effect, named twice, out of bounds or without a value: one line, status 2. */
class UnusedAndRepeatedOptionsTest {
  private static final String MODEL = "--model DIR/model.zip ";

  @TempDir Path dir;

  @BeforeEach
  void saveAnUntrainedNetwork() throws IOException {
    ModelSerializer.writeModel(
        new ConvNet(32, 1, 10).initialised(1, new Sgd(1)),
        dir.resolve("victim.zip").toFile(),
        false);
  }

  private void refused(String command, String options, String message) {
    List<Object> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(options.replace("DIR", dir.toString()).strip().split(" +")));
    CommandRun run = CommandRun.of(words.toArray()).expect(2);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(run.err().startsWith("purify: " + message), run.err());
    assertFalse(run.err().contains("unexpected"), run.err());
    assertFalse(Files.exists(dir.resolve("out/config.json")));
  }

  private void evaluateRefuses(String options, String message) {
    String all = "--victim DIR/victim.zip --data digits:4 --out DIR/out ";
    refused("evaluate", all + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--gradient exact --eot 3       | --gradient exact: changes nothing where nothing",
        "--gradient surrogate           | --gradient surrogate: changes nothing where",
        "--draws 4                      | --draws: changes nothing where nothing is random",
        "--seed 3 --attack fgsm         | --seed: changes nothing where nothing is random",
        "--seed 3 --attack none         | --seed: changes nothing where nothing is random",
        "--votes 3                      | --votes: needs --model",
      })
  void whatIsAboutADefenceNeedsOne(String options, String message) {
    evaluateRefuses(options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset robust --vote-rule majority   | --vote-rule: changes nothing with a single vote",
        "--preset robust --early-exit decided   | --early-exit: changes nothing with a single",
        "--timestep 9 --nfe 1 --sampler ddim    | --sampler: changes nothing with a single ungui",
        "--timestep 9 --guidance kl:0           | --guidance kl:0: has no weight, must be none",
        "--timestep 9 --guidance mse:5@scale0   | --guidance mse:5@scale0: has no weight, must be",
      })
  void whatChangesNoPurifierIsRefused(String options, String message) {
    evaluateRefuses(MODEL + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset fast,fast                     | --preset: got fast twice, must name each once",
        "--preset fast --preset FAST            | --preset: got fast and FAST, must name each",
        "--guidance kl:5 --guidance KL:5.0      | --guidance: got kl:5 and KL:5.0, must name",
        "--preset fast,robust --timestep 470 --nfe 4 --votes 1 | purifiers: got 'fast t=470",
      })
  void whatIsNamedTwiceIsRefused(String options, String message) {
    evaluateRefuses(MODEL + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--timesteps 9,9 --nfes 1               | --timesteps: got 9 twice, must name each once",
        "--timesteps 9 --nfes 1,2,1             | --nfes: got 1 twice, must name each once",
        "--timesteps 9 --nfes 2 --samplers ddim,ddim:0 | --samplers: got ddim and ddim:0, must",
        "--timesteps 9 --nfes 2 --draws 1,5,5   | --draws: got 5 twice, must name each once",
      })
  void soItIsInASweep(String options, String message) {
    String all = "--victim DIR/victim.zip --data digits:4 --out DIR/out ";
    refused("sweep", all + MODEL + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out DIR/t.zip --attention 4,4    | --attention: got 4 twice, must name each once",
        "--out DIR/t.zip --learning-rate 1e3 | --learning-rate: got 1000, must be at least",
        "--out DIR/t.zip --channels 2000000000 | --channels: got 2.0E9, must be at least 1 and",
        "--out DIR/t.zip --blocks 2000000000 | --blocks: got 2.0E9, must be at least 1 and at most",
        "--out DIR/t.zip --batch 2000000000 | --batch: got 2.0E9, must be at least 1 and at most",
        "--out DIR/t.zip --clip 1e-300      | --clip: got 1.0E-300, must be at least 1.0E-6",
        "--out DIR/t.zip --learn-variance   | --learn-variance: changes nothing without --loss",
        "--out DIR/t.zip --focus 100:0      | --focus: got 100:0, ",
        "--out DIR/t.zip --focus 4000:0.5   | --focus: got 4000:0.5, ",
        "--out --half                       | --out: needs a value",
      })
  void soItIsInATraining(String options, String message) {
    refused("train-diffusion", "--data digits:9 --steps 1 " + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evaluate --out --json              | --out: got --json, which reads like an option, must",
        "evaluate --out -                   | --out: got -, which reads like an option, must be",
        "demo --out -x                      | --out: got -x, which reads like an option, must be",
        "demo --images --seed               | --images: needs a value",
      })
  void aForgottenValueIsNotTheNextOption(String line, String message) {
    String[] parts = line.split(" ", 2);
    String more = parts[0].equals("evaluate") ? "--victim v --data digits:4 " : "";
    refused(parts[0], more + parts[1], message);
    assertFalse(Files.exists(Path.of("--json")));
  }

  @Test
  void aNegativeNumberIsAValue() {
    evaluateRefuses("--seed -5 --limit 0", "--limit: got 0, must be");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--norm l2 --eps 1e300      | --eps: got 1.0E300, must be at least 1.0E-6 and at most 10000",
        "--norm l2 --eps 56         | --eps: got 56, must be at most 55.43, the distance from black",
        "--eps 1e-30                | --eps: got 1.0E-30, must be at least 1.0E-6",
        "--step-size 0.1            | --step-size: got 0.1, must be at most 0.0627",
        "--step-size 1e300          | --step-size: got 1.0E300, must be at least",
        "--steps 2000000000         | --steps: got 2.0E9, must be at least 1 and at most 100000",
        "--draws 99999999           | --draws: got 9.9999999E7, must be at least 1",
        "--examples 100000          | --examples: got 100000, must be at least 0 and at most 1000",
        "--batch 99999              | --batch: got 99999, must be at least 1 and at most 1024",
        "--batch many               | --batch: got many, must be a whole number, 1 to 1024",
      })
  void valuesThatMeanNothingAreOutOfBounds(String options, String message) {
    evaluateRefuses(options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--noise-level 1e-30        | --noise-level: pixelSigma: got 1.0E-30, must be at least",
        "--noise-level 1e30         | --noise-level: pixelSigma: got 1.0E30, must be at least",
        "--guidance kl:1e30         | --guidance kl:1e30: energy term: weight: got 1.0E30, must be",
        "--guidance kl:5@scale1e30  | --guidance kl:5@scale1e30: scale: got 1.0E30, must be at",
        "--guidance mse:5@gdmp-1    | --guidance mse:5@gdmp-1: scale: got -1, must be at least 0",
        "--timestep 9 --nfe 999999  | --nfe: got 999999, must be at least 1 and at most 100000",
        "--timestep 9 --votes 99999 | --votes: got 99999, must be at least 1 and at most 10000",
      })
  void soAreThoseOfAPurifier(String options, String message) {
    evaluateRefuses(MODEL + options, message);
  }

  @Test
  void whatIsOfDiffusionModelsIsRefusedOfAClassifier() {
    Path classifier = CommandRun.golden("chenyaofo-resnet.pt");
    refused("inspect", classifier + " --schedule linear", "--schedule: is for diffusion models");
    refused("import", classifier + " --set a=1 --set a=2 --out DIR/c", "--set: got a twice, must");
  }

  @Test
  void lessNoiseThanTheScheduleHasIsRefused() throws IOException {
    TinyInputs inputs = TinyInputs.in(dir, 2);
    refused(
        "images",
        inputs.data() + " --model " + inputs.model() + " --noise-level 1e-5 --out DIR/out",
        "--noise-level: got sigma=1.0E-5, must be at least sigma=0.0");
  }
}
