package org.purify4j.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.cli.option.Adversary;
import org.purify4j.cli.option.InputFiles;
import org.purify4j.cli.option.OpenDefences;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeMemoryWatch;
import org.purify4j.cli.shell.ProgressLine;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.VoteRule;
import org.purify4j.evaluate.AccuracyCurve;
import org.purify4j.evaluate.CurveEvaluation;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.Evaluation;
import org.purify4j.evaluate.EvaluationPlan;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.evaluate.Threat;

/**
 * The demo: the bare classifier and four purifiers on clean and blindly attacked images, accuracy
 * against the attack's budget, and, on a few images, an attack that knows the defence.
 *
 * @param inputs what is read
 * @param seed of attack and noise
 */
record DemoRun(InputFiles inputs, long seed) {
  private static final int MOST_IN_A_BATCH = 16;
  private static final double EPSILON = 8 / 255.0;
  private static final List<Double> BUDGETS =
      Stream.of(0, 2, 4, 8, 16).map(level -> level / 255.0).toList();

  /** Steps of each purifier, half as many as the preset has, which halves the time of all. */
  private static final int PURIFIER_STEPS = 4;

  /** Few, because an adaptive attack on one costs as much as blind attacks on hundreds. */
  private static final int ADAPTIVE_IMAGES = 16;

  private static final int ADAPTIVE_STEPS = 20;
  private static final int ADAPTIVE_SAMPLES = 4;
  private static final int ADAPTIVE_DRAWS = 8;
  private static final int CURVE_IMAGES = 32;
  private static final int EXAMPLES = 5;

  /** Runs all measurements. */
  @SuppressWarnings("try") // the watch is only closed
  DemoReport execute(Terminal terminal) throws IOException {
    Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Environment environment = Machine.environment();
    List<FileReference> files = new ArrayList<>(inputs.references());
    LabelledImages images = inputs.images();
    try (NativeMemoryWatch watch = NativeMemoryWatch.start();
        OpenDefences defences =
            OpenDefences.open(
                inputs, purifiers(), Adversary.of(attack(EPSILON), GradientMode.EXACT))) {
      Defence plain = defences.all().get(0);
      Defence guided = defences.all().get(purifiers().size() - 1);
      warmUp(plain, first(images, batch()));
      Pgd blind = attack(EPSILON);
      EvaluationPlan unknown = plan(Threat.BLIND, blind, 1);
      EvaluationResult result =
          evaluate("demo: table", defences, defences.all(), unknown, images, terminal);
      AccuracyCurve curve =
          curve(defences, List.of(plain, guided), first(images, CURVE_IMAGES), terminal);
      Pgd adaptive = blind.withSteps(ADAPTIVE_STEPS).withSamples(ADAPTIVE_SAMPLES);
      EvaluationResult known =
          evaluate(
              "demo: adaptive",
              defences,
              List.of(plain),
              plan(Threat.ADAPTIVE, adaptive, ADAPTIVE_DRAWS),
              first(images, ADAPTIVE_IMAGES),
              terminal);
      files.addAll(defences.references());
      return new DemoReport(
          RobustnessReport.of(
                  result,
                  environment,
                  files,
                  defences.assumptions(),
                  settings(blind, GradientMode.NONE, 1),
                  created)
              .withNotes(defences.notes()),
          RobustnessReport.of(
              known,
              environment,
              files,
              defences.assumptions(),
              settings(adaptive, GradientMode.EXACT, ADAPTIVE_DRAWS),
              created),
          curve,
          result.defences().get(purifiers().size()),
          inputs.data()::className);
    }
  }

  /** Classifies one batch outside the measurements, while Java compiles the inner loops. */
  private static void warmUp(Defence defence, LabelledImages batch) {
    defence.classifier().answer(batch.images(), Draw.of(batch.ids()));
  }

  /** The purifiers by name: the plainest first, the victim-guided one last. */
  private Map<String, PurifierConfig> purifiers() {
    PurifierConfig plain =
        Preset.ROBUST
            .config()
            .withRespacing(new Respacing.Evenly(PURIFIER_STEPS))
            .withSeed(seed)
            .withBatchSize(batch());
    Map<String, PurifierConfig> purifiers = new LinkedHashMap<>();
    purifiers.put("unguided", plain);
    purifiers.put("unguided, 5 draws", plain.withVotes(5, VoteRule.MEAN_PROBABILITY));
    purifiers.put("distance-guided", plain.withGuidance(Guidance.parse("mse:5")));
    purifiers.put("victim-guided", plain.withGuidance(Guidance.parse("kl:20@purified4")));
    return purifiers;
  }

  /**
   * The images if they fill less than a batch: a partly filled batch costs as much as a full one.
   */
  private int batch() {
    return Math.min(MOST_IN_A_BATCH, inputs.limit());
  }

  private Pgd attack(double epsilon) {
    return Pgd.of(Norm.LINF, epsilon).withSeed(seed).withBatchSize(batch());
  }

  private EvaluationPlan plan(Threat threat, Pgd attack, int draws) {
    return new EvaluationPlan(threat, attack, draws, batch(), EXAMPLES);
  }

  private static EvaluationResult evaluate(
      String task,
      OpenDefences defences,
      List<Defence> measured,
      EvaluationPlan plan,
      LabelledImages images,
      Terminal terminal) {
    try (ProgressLine progress = ProgressLine.on(terminal, task)) {
      return new Evaluation(defences.victim(), measured, plan, progress::show).run(images);
    }
  }

  private AccuracyCurve curve(
      OpenDefences defences, List<Defence> measured, LabelledImages images, Terminal terminal) {
    try (ProgressLine progress = ProgressLine.on(terminal, "demo: curve")) {
      return new CurveEvaluation(defences.victim(), measured, this::attack, batch(), progress::show)
          .run(images, BUDGETS);
    }
  }

  private static LabelledImages first(LabelledImages images, int count) {
    return images.slice(0, Math.min(count, images.size()));
  }

  private ObjectNode settings(Pgd attack, GradientMode gradient, int draws) {
    return Adversary.of(attack, gradient)
        .settings()
        .put("draws", draws)
        .put("seed", seed)
        .put("batch", batch());
  }
}
