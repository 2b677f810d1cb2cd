package org.purify4j.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.defence.Defence;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.DefenceReport;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.Evaluation;
import org.purify4j.evaluate.EvaluationPlan;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.evaluate.Scenario;
import org.purify4j.evaluate.Threat;
import org.purify4j.victim.Dl4jVictim;

/**
 * Measures two presets as {@code ./purify evaluate --gradient exact} does: accuracy on clean
 * images, under an attack that does not know the defence and under one that does, as a table and as
 * a report that says everything the figures depend on.
 */
public final class MeasuredDefence {
  /** Fixed, so that the figures can be had again. A deployed defence keeps its secret seed. */
  private static final long SEED = 1;

  private static final int DRAWS = 2;
  private static final int BATCH = 32;

  private MeasuredDefence() {}

  /**
   * @param args a saved {@code ComputationGraph} of ten classes of 32 by 32 colour images in [0,
   *     1], the archive of a diffusion model of such images, the number of drawn digits to measure
   *     on, the number of steps of an attack, and where to write the report (JSON)
   */
  public static void main(String[] args) throws IOException {
    Path classifier = Path.of(args[0]);
    Path archive = Path.of(args[1]);
    ComputationGraph network = ModelSerializer.restoreComputationGraph(new File(args[0]));
    LabelledImages digits = new SyntheticDigits(3).read(Integer.parseInt(args[2]));
    Attack attack =
        Pgd.of(
            AttackSettings.of(Budget.usual(Norm.LINF))
                .withSteps(Integer.parseInt(args[3]))
                .withSeed(SEED));
    EvaluationPlan plan = new EvaluationPlan(Threat.ADAPTIVE, attack, DRAWS, BATCH, 0);

    try (Dl4jVictim victim = Dl4jVictim.of(network);
        DiffusionModel model = DiffusionModel.load(archive);
        Defence fast = defence(Preset.FAST, model, victim);
        Defence robust = defence(Preset.ROBUST, model, victim)) {
      EvaluationResult result =
          new Evaluation(victim, List.of(fast, robust), plan, (done, total, doing) -> {})
              .run(digits);
      RobustnessReport report =
          RobustnessReport.of(
              result,
              environment(),
              List.of(FileReference.of("victim", classifier), FileReference.of("model", archive)),
              Assumption.of("model", model.description().provenance()),
              settings(attack),
              Instant.now());
      report.defences().forEach(MeasuredDefence::print);
      report.notes().forEach(System.out::println);
      report.writeJson(Path.of(args[4]));
    }
  }

  /** Several draws may vote, which a layer cannot do: see {@link PurifiedClassifier}. */
  private static Defence defence(Preset preset, DiffusionModel model, Dl4jVictim victim) {
    PurifierConfig config = preset.config().withSeed(SEED).withBatchSize(BATCH);
    return new PurifierDefence(
        preset.text(),
        Purifier.of(model, config),
        victim,
        GradientMode.EXACT,
        PurifiedClassifier.DEFAULT_SURROGATE);
  }

  private static void print(DefenceReport defence) {
    System.out.printf("%-12s", defence.name());
    for (Scenario scenario : Scenario.values()) {
      System.out.printf("%s %s  ", scenario.title(), defence.accuracy(scenario).mean().text());
    }
    System.out.printf("%.0f calls an image%n", defence.networkCallsPerImage());
  }

  private static ObjectNode settings(Attack attack) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("draws", DRAWS)
        .put("seed", SEED)
        .set("attack", attack.settings());
  }

  private static Environment environment() {
    return new Environment(
        "purify4j-examples",
        Map.of(),
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Nd4j.getBackend().getClass().getSimpleName(),
        EngineChoice.current().toString(),
        Nd4j.getEnvironment().maxThreads());
  }
}
