package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;

/** What a sound defence gives, what it costs, and what attacks that stop too early give. */
class DiagnosticsTest {
  private static final LabelledImages IMAGES = TemplateVictim.images(12);

  private static DiagnosticPlan plan(Norm norm, double epsilon, int steps, int samples) {
    return DiagnosticPlan.of(
        AttackSettings.of(new Budget(norm, epsilon)).withSteps(steps).withSamples(samples));
  }

  private static List<Finding> findings(Defence defence, DiagnosticPlan plan) {
    return new Examination(IMAGES, plan, name -> {}).of(defence, Optional.empty());
  }

  private static List<String> failed(List<Finding> findings) {
    return new DefenceFindings("", IMAGES.size(), findings).failed();
  }

  @Test
  void aSoundDefencePassesAll() {
    for (Norm norm : Norm.values()) {
      double epsilon = norm == Norm.LINF ? 8 / 255.0 : 0.4;
      try (Defence defence = SmallDefences.defence(SmallDefences.config(), new TemplateVictim(8))) {
        List<Finding> findings = findings(defence, plan(norm, epsilon, 10, 2));
        assertEquals(List.of(), failed(findings), norm.toString());
        long examined = findings.stream().filter(f -> f.verdict() == Verdict.HOLDS).count();
        assertEquals(Diagnostics.all().size() - 1, examined);
      }
    }
  }

  @Test
  void theCostIsKnownBeforehand() {
    try (Defence sound = SmallDefences.defence(SmallDefences.config(), new TemplateVictim(8))) {
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
      List<String> failed = failed(findings(defence, plan(Norm.LINF, 8 / 255.0, 4, 1)));
      assertTrue(failed.contains("eot"), failed.toString());
    }
  }

  @Test
  void tooFewStepsAreFound() {
    try (Defence defence = SmallDefences.defence(SmallDefences.config(), new TemplateVictim(8))) {
      List<String> failed = failed(findings(defence, plan(Norm.LINF, 0.06, 1, 1)));
      assertTrue(failed.contains("effort"), failed.toString());
    }
  }

  @Test
  void numbersThatAreNotFiniteFail() {
    try (Defence sound = SmallDefences.defence(SmallDefences.config(), new TemplateVictim(8))) {
      Defence broken =
          PlantedDefence.of(
              new PreparedClassifier(
                  sound.classifier(), images -> images, (images, flow) -> flow.div(0)));
      List<String> failed = failed(findings(broken, plan(Norm.LINF, 8 / 255.0, 2, 1)));
      assertTrue(
          failed.containsAll(List.of("gradient-present", "gradient-agrees", "budget")),
          failed.toString());
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
