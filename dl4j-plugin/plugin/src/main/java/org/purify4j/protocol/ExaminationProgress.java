package org.purify4j.protocol;

import org.purify4j.diagnose.DiagnosticCost;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/** Counts what an examination asks, and shows how much of it is done. */
final class ExaminationProgress {
  private final Deployment deployment;
  private final WorkProgress work;
  private final int images;
  private final int data;
  private final CountedClassifier deployed;
  private final CountedClassifier target;
  private long ofDeployed;
  private long ofTarget;
  private long before;
  private double expected = 1;
  private double share;

  /**
   * @param images that are examined
   * @param data number of images of the run
   */
  ExaminationProgress(
      Deployment deployment, GradientMode mode, int images, int data, WorkProgress work) {
    this.deployment = deployment;
    this.images = images;
    this.data = data;
    this.work = work;
    this.deployed =
        new CountedClassifier(
            deployment.deployed(),
            deployment.imagePasses(),
            (queries, gradients) -> {
              ofDeployed = queries + gradients;
              show();
            });
    this.target =
        new CountedClassifier(
            deployment.differentiated(mode),
            deployment.imagePasses(),
            (queries, gradients) -> {
              ofTarget = queries + gradients;
              show();
            });
  }

  NoisyClassifier deployed() {
    return deployed;
  }

  NoisyClassifier target() {
    return target;
  }

  /** Begins a diagnostic. */
  void begin(DiagnosticCost cost, DiagnosticCost all) {
    before = ofDeployed + ofTarget;
    expected = Math.max(1, images * questions(cost));
    share = questions(cost) / questions(all);
  }

  private static double questions(DiagnosticCost cost) {
    return cost.queries() + 2.0 * cost.gradients();
  }

  private void show() {
    double done = Math.min(1, (ofDeployed + ofTarget - before) / expected);
    work.within(deployment.name(), ProtocolRun.EXAMINATION, data, done * share);
  }

  /** Ends it. */
  void end(double seconds) {
    work.done(deployment.name(), ProtocolRun.EXAMINATION, data, share, seconds);
  }
}
