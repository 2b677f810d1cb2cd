package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.chain.PurifierConfig;

/** What a sound defence gives, what it costs, and what attacks that stop too early give. */
class DiagnosticsTest {
  private static final LabelledImages IMAGES = TemplateVictim.images(10);

  private static DiagnosticPlan plan(Norm norm, double epsilon, int steps, int samples) {
    return DiagnosticPlan.of(
        AttackSettings.of(new Budget(norm, epsilon)).withSteps(steps).withSamples(samples));
  }

  private static List<Finding> findings(Defence defence, DiagnosticPlan plan) {
    return findings(defence, plan, Diagnostics.all());
  }

  private static List<Finding> findings(
      Defence defence, DiagnosticPlan plan, List<Diagnostic> diagnostics) {
    return new Examination(IMAGES, plan, name -> {}).of(defence, Optional.empty(), diagnostics);
  }

  private static List<String> failed(List<Finding> findings) {
    return new DefenceFindings("", IMAGES.size(), findings).failed();
  }

  @Test
  void aSoundGuidedDefencePassesAll() {
    passesAll(SmallDefences.config(), plan(Norm.LINF, 8 / 255.0, 4, 2));
  }

  @Test
  void aSoundUnguidedDefencePassesAllInL2() {
    passesAll(SmallDefences.unguided(), plan(Norm.L2, 0.4, 4, 2));
  }

  private static void passesAll(PurifierConfig config, DiagnosticPlan plan) {
    try (Defence defence = SmallDefences.defence(config, new TemplateVictim(8))) {
      List<Finding> findings = findings(defence, plan);
      sayWhatTheyWereMeasuredUnder(findings, plan);
      Map<String, Verdict> verdicts =
          findings.stream().collect(Collectors.toMap(Finding::name, Finding::verdict));
      Map<String, Verdict> all =
          Diagnostics.all().stream()
              .collect(Collectors.toMap(Diagnostic::name, name -> Verdict.HOLDS));
      all.put(new StrongestAttackDiagnostic().name(), Verdict.NOT_EXAMINED);
      assertEquals(all, verdicts);
    }
  }

  private static void sayWhatTheyWereMeasuredUnder(List<Finding> findings, DiagnosticPlan plan) {
    Map<String, Map<String, Double>> figures =
        findings.stream().collect(Collectors.toMap(Finding::name, Finding::figures));
    double epsilon = plan.attack().budget().epsilon();
    for (String name : List.of("budget", "eot", "effort")) {
      Map<String, Double> of = figures.get(name);
      assertEquals(10, of.get("images"), name);
      assertEquals(4, of.get("judgingDraws"), name);
      assertEquals(epsilon, of.get("eps"), name);
      assertEquals(2, of.get("eot"), name);
      assertEquals(name.equals("budget") ? 10 : 4, of.get("steps"), name);
    }
    double pixels = IMAGES.images().length() / 10.0;
    double grey = plan.attack().budget().norm() == Norm.LINF ? 0.5 : 0.5 * Math.sqrt(pixels);
    assertEquals(grey, figures.get("budget").get("largestEps"), 1e-12);
  }

  @Test
  void theCostIsKnownBeforehand() {
    try (Defence sound = SmallDefences.defence(SmallDefences.unguided(), new TemplateVictim(8))) {
      CountingClassifier counting = new CountingClassifier(sound.classifier());
      DiagnosticPlan plan = plan(Norm.LINF, 8 / 255.0, 3, 2);
      List<String> told = new ArrayList<>();
      new Examination(IMAGES, plan, told::add).of(PlantedDefence.of(counting), Optional.empty());
      assertEquals(Diagnostics.cost(plan), counting.perImage(IMAGES.size()));
      assertEquals(Diagnostics.all().stream().map(Diagnostic::name).toList(), told);
    }
  }

  /** One gradient of a chain with much noise is mostly noise. */
  @Test
  void tooFewDrawsAreFound() {
    try (Defence defence = SmallDefences.defence(SmallDefences.noisier(), new TemplateVictim(40))) {
      List<String> failed =
          failed(findings(defence, plan(Norm.LINF, 8 / 255.0, 2, 1), List.of(new EotDiagnostic())));
      assertEquals(List.of("eot"), failed);
    }
  }

  @Test
  void tooFewStepsAreFound() {
    try (Defence defence = SmallDefences.defence(SmallDefences.unguided(), new TemplateVictim(8))) {
      Examination examination =
          new Examination(TemplateVictim.images(16), plan(Norm.LINF, 0.06, 1, 1), name -> {});
      assertEquals(
          List.of("effort"),
          failed(examination.of(defence, Optional.empty(), List.of(new EffortDiagnostic()))));
    }
  }

  @Test
  void numbersThatAreNotFiniteFail() {
    try (Defence sound = SmallDefences.defence(SmallDefences.config(), new TemplateVictim(8))) {
      Defence broken =
          PlantedDefence.of(
              new PreparedClassifier(
                  sound.classifier(), images -> images, (images, flow) -> flow.div(0)));
      List<Diagnostic> diagnostics =
          List.of(
              new GradientPresentDiagnostic(),
              new GradientAgreesDiagnostic(),
              new BudgetDiagnostic());
      assertEquals(
          diagnostics.stream().map(Diagnostic::name).toList(),
          failed(findings(broken, plan(Norm.LINF, 8 / 255.0, 2, 1), diagnostics)));
    }
  }

  @Test
  void findingsAreJson() throws Exception {
    Finding finding =
        Finding.fails(new ReplayDiagnostic(), "It moved.", Map.of("largest", 0.5), "Look there.");
    ObjectMapper json = new ObjectMapper();
    JsonNode tree = json.valueToTree(new DefenceFindings("small", 3, List.of(finding)));
    assertEquals("FAILS", tree.at("/findings/0/verdict").asText());
    assertEquals(0.5, tree.at("/findings/0/figures/largest").asDouble());
    assertEquals(finding, json.treeToValue(tree.at("/findings/0"), Finding.class));
  }
}
