package org.purify4j.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Finding;
import org.purify4j.evaluate.EvaluationProgress;

/**
 * Judges classifiers, bare or behind defences, by a protocol: each attack is made on the very
 * function that is deployed, and its last images are judged in draws that it has not seen. The work
 * is done in units, an attack on a batch, the answers to one, or a diagnostic, which are kept as
 * they are done: the same run, started again, goes on where it was, with the same results. Not
 * thread-safe.
 */
public final class ProtocolRun {
  /** The part of the work in which images are judged. */
  public static final String JUDGING = "judging";

  /** The part of the work in which the attacks are examined. */
  public static final String EXAMINATION = "examination";

  private final Protocol protocol;
  private final LabelledImages data;
  private final RunSettings settings;
  private final UnitStore store;
  private final List<ProtocolPlan> plans;

  private ProtocolRun(
      Protocol protocol,
      LabelledImages data,
      RunSettings settings,
      UnitStore store,
      List<Deployment> deployments) {
    this.protocol = protocol;
    this.data = data;
    this.settings = settings;
    this.store = store;
    long[] shape = data.images().shape();
    this.plans =
        deployments.stream()
            .map(deployed -> ProtocolPlan.of(protocol, deployed, shape[1], shape[2], shape[3]))
            .toList();
  }

  /**
   * A run.
   *
   * @param data the images
   * @param folder where units are kept; empty to keep none
   * @param deployments what is judged, of different names; the caller's to close
   * @throws IllegalArgumentException if a classifier does not have the class of a label, or no
   *     attack applies to one
   */
  public static ProtocolRun of(
      Protocol protocol,
      LabelledImages data,
      RunSettings settings,
      Optional<UnitFolder> folder,
      List<Deployment> deployments) {
    deployments.forEach(deployment -> data.requireClasses(deployment.deployed().classes()));
    if (deployments.stream().map(Deployment::name).distinct().count() != deployments.size()) {
      throw new IllegalArgumentException(
          "deployments: got "
              + deployments.stream().map(Deployment::name).toList()
              + ", must have different names");
    }
    return new ProtocolRun(
        protocol,
        data,
        settings,
        folder.<UnitStore>map(f -> f).orElse(UnitStore.NONE),
        deployments);
  }

  /** What the run will take. Asks each target about one batch, several times where it is quick. */
  public CostEstimate estimate() {
    int batch = Math.min(settings.batchSize(), data.size());
    List<CostEstimate.Line> lines = new ArrayList<>();
    plans.forEach(
        plan ->
            lines.addAll(
                plan.cost(protocol.draws(), data.size(), data.slice(0, batch), examination(plan))));
    return new CostEstimate(lines);
  }

  private Optional<DeploymentExamination> examination(ProtocolPlan plan) {
    return DeploymentExamination.of(protocol, settings, data, plan);
  }

  /**
   * Does the work that is not done yet.
   *
   * @param estimate of this run
   * @param progress told how much of the estimated work is done, in milliseconds
   * @throws IOException if a unit cannot be read or written
   */
  public ProtocolResult run(CostEstimate estimate, EvaluationProgress progress) throws IOException {
    WorkProgress work = new WorkProgress(estimate, data.size(), progress);
    List<DefenceOutcome> outcomes = new ArrayList<>();
    List<DefenceFindings> findings = new ArrayList<>();
    Map<String, INDArray> images = new LinkedHashMap<>();
    for (int d = 0; d < plans.size(); d++) {
      DeploymentRun run =
          new DeploymentRun(protocol, data, settings, store, plans.get(d), "defence" + d, work);
      outcomes.add(run.outcome(images));
      if (protocol.examined().images() > 0) {
        findings.add(findings(plans.get(d), "defence" + d, outcomes.get(d), work));
      }
    }
    return new ProtocolResult(outcomes, findings, images, work.times());
  }

  private DefenceFindings findings(
      ProtocolPlan plan, String prefix, DefenceOutcome outcome, WorkProgress work)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<DeploymentExamination> examination = examination(plan);
    if (examination.isPresent()) {
      findings.addAll(examination.get().findings(prefix + "-examined", data.size(), store, work));
    }
    findings.addAll(new StrongestAttacks(protocol.rule(), data.labels()).of(outcome.attacks()));
    return new DefenceFindings(
        outcome.name(), examination.map(DeploymentExamination::images).orElse(0), findings);
  }
}
