package org.purify4j.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.data.LabelledImages;
import org.purify4j.diagnose.Diagnostic;
import org.purify4j.diagnose.DiagnosticCost;
import org.purify4j.diagnose.DiagnosticPlan;
import org.purify4j.diagnose.Diagnostics;
import org.purify4j.diagnose.Examination;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.StrongestAttackDiagnostic;
import org.purify4j.diffusion.chain.GradientMode;

/**
 * Examines the attacks on one defence. What is differentiated is the deployed function, or, where
 * no attack does so, what the first attack that knows the defence differentiates. A defence that no
 * attack differentiates is not examined.
 */
final class DeploymentExamination {
  private static final double NANOS = 1e9;

  private final Deployment deployment;
  private final ProtocolEntry entry;
  private final DiagnosticPlan plan;
  private final LabelledImages images;

  private DeploymentExamination(
      Deployment deployment, ProtocolEntry entry, DiagnosticPlan plan, LabelledImages images) {
    this.deployment = deployment;
    this.entry = entry;
    this.plan = plan;
    this.images = images;
  }

  /** The examination; empty where there is nothing to examine. */
  static Optional<DeploymentExamination> of(
      Protocol protocol, RunSettings settings, LabelledImages data, ProtocolPlan plan) {
    int count = Math.min(data.size(), protocol.examined().images());
    Deployment deployment = plan.deployment();
    if (count == 0 || !deployment.defended()) {
      return Optional.empty();
    }
    List<ProtocolEntry> knowing =
        plan.attacks().stream()
            .map(ProtocolPlan.Planned::entry)
            .filter(entry -> entry.gradient() != GradientMode.NONE)
            .toList();
    return knowing.stream()
        .filter(entry -> entry.gradient() == GradientMode.EXACT)
        .findFirst()
        .or(() -> knowing.stream().findFirst())
        .map(
            entry ->
                new DeploymentExamination(
                    deployment,
                    entry,
                    protocol.examined().plan(entry, settings),
                    data.slice(0, count)));
  }

  /** How many images are examined. */
  int images() {
    return images.size();
  }

  /** What it takes, for all images. */
  CostEstimate.Line cost(TargetTimes times) {
    DiagnosticCost cost = Diagnostics.cost(plan);
    return CostEstimate.Line.of(
        deployment.name(),
        ProtocolRun.EXAMINATION,
        entry,
        new QueryCount(cost.queries() + cost.gradients(), cost.gradients(), 0),
        images.size(),
        times);
  }

  /**
   * Makes the diagnostics that are not made yet, each a unit.
   *
   * @param prefix of the names of the units
   * @param data number of images of the run
   */
  List<Finding> findings(String prefix, int data, UnitStore store, WorkProgress work)
      throws IOException {
    List<Diagnostic> diagnostics =
        Diagnostics.all().stream()
            .filter(diagnostic -> !(diagnostic instanceof StrongestAttackDiagnostic))
            .toList();
    ExaminationProgress progress =
        new ExaminationProgress(deployment, entry.gradient(), images.size(), data, work);
    Examination.Examiner examiner =
        new Examination(images, plan, name -> {})
            .examiner(
                new ExaminedDeployment(
                    deployment,
                    progress.deployed(),
                    progress.target(),
                    deployment.caveat(entry.gradient())),
                Optional.empty());
    List<Finding> findings = new ArrayList<>();
    for (Diagnostic diagnostic : diagnostics) {
      String name = prefix + "-" + diagnostic.name();
      progress.begin(diagnostic.cost(plan), Diagnostics.cost(plan));
      Optional<FindingUnit> done = store.finding(name);
      if (done.isEmpty()) {
        long start = System.nanoTime();
        Finding finding = examiner.examine(diagnostic);
        done = Optional.of(new FindingUnit(finding, (System.nanoTime() - start) / NANOS));
        store.keep(name, done.get());
      }
      progress.end(done.get().seconds());
      findings.add(done.get().finding());
    }
    return findings;
  }
}
