package org.purify4j.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.GlobalOptions;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.DiagnosticCost;
import org.purify4j.diagnose.DiagnosticPlan;
import org.purify4j.diagnose.Diagnostics;
import org.purify4j.diagnose.Examination;
import org.purify4j.diagnose.ImageShares;
import org.purify4j.diagnose.MeasuredAttacks;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.Scenario;
import org.purify4j.evaluate.Threat;

/**
 * The diagnostics of an evaluation.
 *
 * @param plan how defences are examined
 * @param strict whether a failure fails the command
 */
record EvaluationDiagnosis(DiagnosticPlan plan, boolean strict) {
  private static final String DIAGNOSE = "diagnose";
  private static final String STRICT = "strict";
  private static final String BLIND = "the blind attack";
  private static final String ADAPTIVE = "the adaptive attack";

  /** Adds the options. */
  static Options addTo(Options options) {
    return options
        .addOption(
            GlobalOptions.flag(
                DIAGNOSE,
                "examine the adaptive attack on the first "
                    + DiagnosticPlan.DEFAULT_IMAGES
                    + " images, and withhold its accuracy where a diagnostic fails; a protocol always"
                    + " does so"))
        .addOption(
            GlobalOptions.flag(STRICT, "the same, with exit status 1 where a diagnostic fails"));
  }

  /** Whether a failure fails the command. */
  static boolean strict(Arguments arguments) {
    return arguments.has(STRICT);
  }

  /**
   * Reads the options.
   *
   * @return empty if no diagnostics are asked for
   * @throws UsageException if there is no adaptive attack to examine
   */
  static Optional<EvaluationDiagnosis> read(
      Arguments arguments, Adversary adversary, long seed, int batch) {
    boolean strict = strict(arguments);
    if (!strict && !arguments.has(DIAGNOSE)) {
      return Optional.empty();
    }
    if (adversary.threat() != Threat.ADAPTIVE) {
      throw new UsageException(
          "--"
              + (strict ? STRICT : DIAGNOSE)
              + ": examines an attack that knows the defence, needs --gradient exact (or another"
              + " one than none)");
    }
    ObjectNode attack = adversary.attack().settings();
    Norm norm = Norm.valueOf(attack.get("norm").asText().toUpperCase(Locale.ROOT));
    AttackSettings settings =
        AttackSettings.of(new Budget(norm, attack.get("eps").asDouble()))
            .withSamples(attack.path("eot").asInt(1))
            .withSeed(seed)
            .withBatchSize(batch);
    if (attack.has("steps")) {
      settings = settings.withSteps(attack.get("steps").asInt());
    }
    return Optional.of(new EvaluationDiagnosis(DiagnosticPlan.of(settings), strict));
  }

  /** What the examination of so many defences will take, in a line. */
  String announcement(LabelledImages images, int defences) {
    int examined = examined(images).size();
    DiagnosticCost cost = Diagnostics.cost(plan);
    return String.format(
        Locale.ROOT,
        "diagnostics: at most %d answers and %d gradients for each of %d images and %d defence%s",
        cost.queries(),
        cost.gradients(),
        examined,
        defences,
        defences == 1 ? "" : "s");
  }

  private static LabelledImages examined(LabelledImages images) {
    return images.slice(0, Math.min(images.size(), DiagnosticPlan.DEFAULT_IMAGES));
  }

  /** Examines the defences of an evaluation. */
  List<DefenceFindings> of(
      List<Defence> defences, EvaluationResult result, LabelledImages images, ProgressLine line) {
    LabelledImages examined = examined(images);
    int diagnostics = Diagnostics.all().size();
    List<DefenceFindings> findings = new ArrayList<>();
    for (int d = 0; d < defences.size(); d++) {
      Defence defence = defences.get(d);
      int[] done = {d * diagnostics};
      Examination examination =
          new Examination(
              examined,
              plan,
              name ->
                  line.show(
                      done[0]++,
                      (long) defences.size() * diagnostics,
                      "examining " + defence.name() + ", " + name));
      Optional<MeasuredAttacks> measured = measured(result, defence.name());
      findings.add(
          new DefenceFindings(defence.name(), examined.size(), examination.of(defence, measured)));
    }
    return findings;
  }

  /** What the blind and the adaptive attack left of all images. */
  private static Optional<MeasuredAttacks> measured(EvaluationResult result, String defence) {
    return result.defences().stream()
        .filter(row -> row.name().equals(defence))
        .findFirst()
        .map(
            row ->
                new MeasuredAttacks(
                    ADAPTIVE,
                    shares(row, Scenario.ADAPTIVE, result.labels()),
                    Map.of(BLIND, shares(row, Scenario.BLIND, result.labels()))));
  }

  private static ImageShares shares(DefenceResult row, Scenario scenario, int[] labels) {
    int[][] classes = row.predictions(scenario).classes();
    double[] shares = new double[labels.length];
    Arrays.setAll(
        shares,
        i ->
            Arrays.stream(classes[i]).filter(c -> c == labels[i]).count()
                / (double) classes[i].length);
    return ImageShares.of(shares);
  }
}
