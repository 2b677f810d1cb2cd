package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackKind;
import org.purify4j.attack.Attacks;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.cli.command.EvaluateCommand;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.evaluate.Threat;

class AttackOptionsTest {
  private static Adversary read(String options, long seed, int batch) {
    String line = ("--victim v --data cifar10:d --out o " + options).strip();
    return AttackOptions.adaptive(Attacks.all())
        .read(CommandParser.parse(new EvaluateCommand(), line.split(" +")), seed, batch);
  }

  @Test
  void defaultsAreThePapers() {
    Adversary adversary = read("", 5, 16);
    assertEquals(Pgd.of(Norm.LINF, 8 / 255.0).withSeed(5).withBatchSize(16), adversary.attack());
    assertEquals(2 / 255.0, ((Pgd) adversary.attack()).stepSize(), 1e-15);
    assertEquals(40, ((Pgd) adversary.attack()).steps());
    assertEquals(Threat.BLIND, adversary.threat());
    assertEquals(0.5, ((Pgd) read("--norm l2", 0, 16).attack()).budget().epsilon());
  }

  @Test
  void optionsCountInWhateverOrderTheyAreGiven() {
    Pgd pgd = (Pgd) read("--eps 0.25 --step-size 0.1 --steps 7 --norm l2", 0, 4).attack();
    assertEquals(Norm.L2, pgd.budget().norm());
    assertEquals(0.25, pgd.budget().epsilon());
    assertEquals(0.1, pgd.stepSize());
    assertEquals(7, pgd.steps());
  }

  @Test
  void aGradientModeMakesTheAttackAdaptive() {
    Adversary adversary = read("--gradient exact --eot 3 --steps 20", 0, 4);
    assertEquals(Threat.ADAPTIVE, adversary.threat());
    assertEquals(GradientMode.EXACT, adversary.gradient());
    assertEquals(3, ((Pgd) adversary.attack()).samples());
  }

  @Test
  void whoDoesNotAttackHasNoGradient() {
    Adversary nobody = read("--attack none", 0, 4);
    assertEquals(Threat.NONE, nobody.threat());
    assertEquals(Attack.none(), nobody.attack());
    assertThrows(UsageException.class, () -> read("--attack none --gradient exact", 0, 4));
  }

  /** The names and values of fields that reports have had since their first version. */
  @Test
  void settingsAreThoseOfTheReports() {
    ObjectNode pgd = read("--eps 0.1 --gradient surrogate --surrogate evenly3", 0, 4).settings();
    assertEquals(
        "{\"attack\":\"pgd\",\"norm\":\"linf\",\"eps\":0.1,\"stepSize\":0.025,\"steps\":40,"
            + "\"start\":\"random\",\"eot\":1,\"gradient\":\"surrogate\",\"surrogate\":\"evenly3\"}",
        pgd.toString());
    assertEquals(
        "{\"attack\":\"fgsm\",\"norm\":\"l2\",\"eps\":0.5,\"eot\":2,\"gradient\":\"bpda\"}",
        read("--attack fgsm --norm l2 --eot 2 --gradient bpda", 0, 4).settings().toString());
    assertEquals("{\"attack\":\"none\"}", read("--attack none", 0, 4).settings().toString());
  }

  @Test
  void attacksHaveTheirOwnNumbersOfSteps() {
    assertEquals(
        "{\"attack\":\"apgd-ce\",\"norm\":\"linf\",\"eps\":0.1,\"steps\":100,\"restarts\":1,"
            + "\"eot\":1,\"gradient\":\"none\"}",
        read("--attack apgd-ce --eps 0.1", 0, 4).settings().toString());
    assertEquals(5000, read("--attack square", 0, 4).settings().get("steps").asInt());
    assertEquals(7, read("--attack square --steps 7", 0, 4).settings().get("steps").asInt());
    assertEquals(
        2, read("--attack apgd-dlr --eot 2 --gradient bpda", 0, 4).settings().get("eot").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "--attack apgd-ce --step-size 0.1, --step-size",
    "--attack fgsm --steps 3, --steps",
    "--attack autoattack --steps 3, --steps",
    "--attack autoattack --step-size 0.1, --step-size",
    "--attack autoattack --eot 2, --eot",
    "--attack square --step-size 1, --step-size",
    "--attack deepfool --step-size 1, --step-size",
    "--attack deepfool --eot 2, --eot",
    "--attack cw --norm l2 --step-size 1, --step-size",
    "--attack cw --norm l2 --eot 2, --eot",
    "--attack mi-fgsm --eot 2, --eot",
    "--attack fab-t --eot 2, --eot",
    "--attack none --eot 2, --eot",
    "--attack none --restarts 2, --restarts",
    "--attack none --goal next, --goal",
    "--attack fgsm --restarts 2, --restarts",
    "--attack mi-fgsm+ti --restarts 2, --restarts",
    "--attack mi-fgsm+ti --eot 2, --eot",
    "--attack apgd-ce --eot 2, --eot",
  })
  void optionsThatAnAttackDoesNotUseAreRefused(String options, String option) {
    String message = assertThrows(UsageException.class, () -> read(options, 0, 4)).getMessage();
    assertTrue(message.startsWith(option + ": changes nothing with "), message);
  }

  @Test
  void momentumTakesTheBudgetInItsSteps() {
    assertEquals(
        "{\"attack\":\"mi-fgsm\",\"norm\":\"linf\",\"eps\":0.5,\"loss\":\"ce\",\"decay\":1.0,"
            + "\"stepSize\":0.125,\"steps\":4,\"eot\":1,\"gradient\":\"none\"}",
        read("--attack mi-fgsm --eps 0.5 --steps 4", 0, 4).settings().toString());
    assertEquals(
        0.01,
        read("--attack mi-fgsm --step-size 0.01", 0, 4).settings().get("stepSize").asDouble());
  }

  @Test
  void attacksThatLookForTheNearestImageHaveStepsOfTheirOwn() {
    assertEquals(
        "{\"attack\":\"deepfool\",\"norm\":\"linf\",\"eps\":0.5,\"classes\":10,\"overshoot\":0.02,"
            + "\"steps\":50,\"eot\":1,\"gradient\":\"none\"}",
        read("--attack deepfool --eps 0.5", 0, 4).settings().toString());
    assertEquals(
        "{\"attack\":\"cw\",\"norm\":\"l2\",\"eps\":0.5,\"searches\":9,\"learningRate\":0.01,"
            + "\"steps\":20,\"eot\":2,\"gradient\":\"exact\"}",
        read("--attack cw --norm l2 --steps 20 --gradient exact --eot 2", 0, 4)
            .settings()
            .toString());
  }

  @Test
  void anAttackThatHasOneNormRefusesOthers() {
    assertEquals(
        "--attack: norm: got linf, must be l2 for cw, which minimises Euclidean lengths",
        assertThrows(UsageException.class, () -> read("--attack cw", 0, 4)).getMessage());
  }

  @Test
  void anEnsembleForCertainTargetsAttacksNoNoise() {
    assertEquals(
        "--gradient: got exact, must be none with --attack autoattack, which needs a target without"
            + " noise",
        assertThrows(UsageException.class, () -> read("--attack autoattack --gradient exact", 0, 4))
            .getMessage());
  }

  @Test
  void restartsGoalsLossesAndTransformsAreReported() {
    assertEquals(
        "{\"attack\":\"pgd\",\"norm\":\"l1\",\"eps\":12.0,\"loss\":\"margin\",\"goal\":\"next\","
            + "\"stepSize\":3.0,\"steps\":40,\"start\":\"random\",\"eot\":1,\"transforms\":[\"di:0.5\","
            + "\"ti:7\"],\"restarts\":3,\"gradient\":\"none\"}",
        read("--attack pgd:margin+di+ti --norm l1 --goal next --restarts 3", 0, 4)
            .settings()
            .toString());
    assertEquals(2, read("--attack mi-fgsm+di --eot 2", 0, 4).settings().get("eot").asInt());
    for (String random : new String[] {"pgd", "apgd-ce", "square", "mi-fgsm+di"}) {
      assertTrue(read("--attack " + random + " --restarts 2", 0, 4).random(), random);
    }
  }

  @Test
  void whatAnAttackCannotDoIsSaidInOneLine() {
    refused(
        "--attack fab-t --goal next",
        "--attack: goal: got next, must be untargeted for fab-t, which cannot aim at one class");
    refused("--attack square --norm l1", "--attack: norm: got l1, must be linf or l2 for square");
    refused("--attack pgd:hinge", "--attack: loss: got hinge, must be ce, margin or dlr");
    refused("--attack pgd+blur", "--attack: transform: got blur, must be di[:P] or ti[:SIZE]");
    refused("--attack none+ti", "--attack: got none+ti, must be none alone");
    refused("--goal all", "--goal: got all, must be one of least-likely, next, untargeted");
    refused("--restarts 0", "--restarts: got 0, must be at least 1 and at most 1000");
  }

  private static void refused(String options, String message) {
    assertEquals(
        message, assertThrows(UsageException.class, () -> read(options, 0, 4)).getMessage());
  }

  @Test
  void helpNamesEveryAttack() {
    Attacks all = Attacks.all();
    String adaptive = help(AttackOptions.adaptive(all));
    for (AttackKind kind : all.kinds()) {
      assertTrue(adaptive.contains(kind.name()) && adaptive.contains(kind.help()), adaptive);
    }
    assertTrue(help(AttackOptions.blind(all)).startsWith("pgd[:LOSS] (default): "));
  }

  private static String help(AttackOptions options) {
    return options.addTo(new Options()).getOption("--attack").getDescription();
  }
}
