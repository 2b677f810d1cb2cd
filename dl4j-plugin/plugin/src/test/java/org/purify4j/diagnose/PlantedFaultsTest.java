package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;

/** Each fault by which adversaries have fooled themselves, planted in a sound defence. */
class PlantedFaultsTest {
  private static final Classifier VICTIM = new TemplateVictim(8);
  private static final LabelledImages IMAGES = TemplateVictim.images(8);

  /** As many as tests of significance need. */
  private static final LabelledImages MORE_IMAGES = TemplateVictim.images(16);

  private static final DiagnosticPlan PLAN =
      DiagnosticPlan.of(AttackSettings.of(new Budget(Norm.LINF, 8 / 255.0)).withSteps(4));

  private static NoisyClassifier purified(PurifierConfig config, Classifier victim) {
    return new PurifiedClassifier(
        SmallDefences.purifier(config, victim), victim, GradientMode.EXACT);
  }

  private static NoisyClassifier sound() {
    return purified(SmallDefences.config(), VICTIM);
  }

  private static Set<String> failed(NoisyClassifier both) {
    return failed(PlantedDefence.of(both));
  }

  /** Those that fail of the diagnostics that need no whole attack. */
  private static Set<String> failed(Defence defence) {
    return failed(
        IMAGES,
        defence,
        new ReplayDiagnostic(),
        new TargetDiagnostic(),
        new BatchDiagnostic(),
        new GradientPresentDiagnostic(),
        new GradientAgreesDiagnostic(),
        new ZeroBudgetDiagnostic());
  }

  private static Set<String> failed(
      LabelledImages images, Defence defence, Diagnostic... diagnostics) {
    List<Finding> findings =
        new Examination(images, PLAN, name -> {})
            .of(defence, Optional.empty(), List.of(diagnostics));
    return Set.copyOf(new DefenceFindings(defence.name(), images.size(), findings).failed());
  }

  private static void found(Set<String> failed, String... by) {
    assertTrue(failed.containsAll(List.of(by)), failed.toString());
  }

  @Test
  void theGradientOfAConfidentClassifierUnderflows() {
    Classifier certain = new TemplateVictim(800);
    NoisyClassifier unguided = purified(SmallDefences.unguided(), certain);
    assertEquals(Set.of(), failed(unguided));
    found(failed(new NaiveClassifier(unguided)), "gradient-present");
  }

  @Test
  void theNoiseIsNotReplayed() {
    NoisyClassifier sound = sound();
    NoisyClassifier other = new RedrawnClassifier(sound, d -> d.withIndex(d.index() + 1));
    found(failed(new FaultyClassifier(sound, other)), "gradient-agrees");
    AtomicLong calls = new AtomicLong();
    NoisyClassifier fresh = new RedrawnClassifier(sound, d -> d.withIndex(calls.incrementAndGet()));
    Defence redrawn = PlantedDefence.of(new FaultyClassifier(sound, fresh));
    found(
        failed(IMAGES, redrawn, new ReplayDiagnostic(), new GradientAgreesDiagnostic()),
        "replay",
        "gradient-agrees");
    found(failed(IMAGES, PlantedDefence.of(fresh), new ReplayDiagnostic()), "replay");
  }

  @Test
  void theTimestepsDifferBetweenThePasses() {
    NoisyClassifier other =
        purified(SmallDefences.config().withRespacing(new Respacing.Evenly(1)), VICTIM);
    found(failed(new FaultyClassifier(sound(), other)), "gradient-agrees");
    found(failed(new PlantedDefence(sound(), other)), "target");
  }

  @Test
  void theGuidanceHasNoDerivative() {
    NoisyClassifier underived =
        purified(
            SmallDefences.config().withGuidance(Guidance.of(new UnderivedTerm(SmallDefences.TERM))),
            VICTIM);
    found(failed(underived), "gradient-agrees");
  }

  @Test
  void theDefenceRounds() {
    NoisyClassifier straightThrough =
        new PreparedClassifier(sound(), PlantedFaultsTest::rounded, (images, flow) -> flow);
    found(failed(straightThrough), "gradient-agrees");
    NoisyClassifier cut =
        new PreparedClassifier(
            sound(), PlantedFaultsTest::rounded, (images, flow) -> Nd4j.zerosLike(images));
    found(failed(cut), "gradient-present", "gradient-agrees");
  }

  private static INDArray rounded(INDArray images) {
    return Transforms.round(images.mul(255), false).divi(255);
  }

  @Test
  void theDefenceAnswersTheSameNowAndThen() {
    found(failed(new LapsingClassifier(sound(), 5)), "gradient-present");
  }

  @Test
  void theGradientIsZero() {
    NoisyClassifier zero =
        new PreparedClassifier(sound(), images -> images, (images, flow) -> Nd4j.zerosLike(images));
    found(failed(zero), "gradient-present", "gradient-agrees");
    found(failed(MORE_IMAGES, PlantedDefence.of(zero), new BudgetDiagnostic()), "budget");
  }

  @Test
  void anotherPurifierIsAttackedThanDeployed() {
    PurifierConfig other =
        PurifierConfig.of(new NoiseLevel.PixelSigma(0.12))
            .withRespacing(new Respacing.Evenly(4))
            .withSeed(3);
    found(failed(new PlantedDefence(sound(), purified(other, VICTIM))), "target");
  }

  @Test
  void theAnswerDependsOnTheBatch() {
    NoisyClassifier centred =
        new PreparedClassifier(
            sound(),
            images -> images.mul(0.5).addi(images.mean(true, 0).muli(0.5)),
            (images, flow) -> flow.mul(0.5).addi(flow.mean(true, 0).muli(0.5)));
    found(failed(centred), "batch");
  }

  @Test
  void theNoiseDependsOnThePixels() {
    NoisyClassifier hashed =
        new PreparedClassifier(
            sound(),
            images -> images.add(Transforms.sin(images.mul(1e7), false).muli(0.1)),
            (images, flow) -> flow);
    found(failed(IMAGES, PlantedDefence.of(hashed), new ZeroBudgetDiagnostic()), "zero-budget");
  }
}
