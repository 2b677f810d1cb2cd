package org.purify4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * Whether the gradients that attacks climb are those of the deployed function: both of them, that
 * of the cross-entropy and that of recorded logits, against central differences of a {@link
 * DeployedLoss} along random directions. An image disagrees if its gradient is further from the
 * differences than these, taken at two steps, are from each other.
 */
final class GradientAgreesDiagnostic implements Diagnostic {
  private static final int DIRECTIONS = 6;

  private static final String WRONG =
      "A part of the derivative is left out, or belongs to other noise or timesteps than the answer:"
          + " the attack climbs another hill.";
  private static final String STEPS =
      "The defence rounds, counts votes or jumps otherwise: attack a smooth stand-in of it (BPDA),"
          + " and compare with an attack that needs no gradient.";

  @Override
  public String name() {
    return "gradient-agrees";
  }

  @Override
  public String claim() {
    return "the gradient agrees with central differences of the deployed function at a fixed draw";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(3 + 2L * DIRECTIONS * Differences.STEPS.length, 2);
  }

  @Override
  public Finding examine(Subject subject) {
    Agreement agreement = agreement(subject);
    Map<String, Double> figures = agreement.figures();
    String caveat =
        subject.caveat().map(words -> " The defence says that " + words + ".").orElse("");
    if (agreement.doubtful() && agreement.rounded()) {
      return Finding.notExamined(this, "Rounding errors are as large as the differences.", figures);
    }
    if (agreement.isFlat() && subject.caveat().isPresent()) {
      return Finding.notExamined(
          this, "The answers do not change over small steps." + caveat, figures);
    }
    String doubt = Figures.text(agreement.doubt());
    if (agreement.doubtful()) {
      String reason =
          "Differences at two steps are "
              + doubt
              + " of their length apart, and rounding errors "
              + Figures.text(agreement.rounding())
              + ": the function is not smooth."
              + caveat;
      return Finding.fails(this, reason, figures, STEPS);
    }
    String reason =
        "The gradient of "
            + agreement.disagreeing()
            + " of "
            + subject.size()
            + " images disagrees with central differences; it is "
            + Figures.text(agreement.distance())
            + " of its length away from them, and they are "
            + doubt
            + " away from those at twice the step (medians)."
            + caveat;
    return agreement.agrees()
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, agreement.isFlat() ? STEPS : WRONG);
  }

  private static Agreement agreement(Subject subject) {
    Draw draw = subject.gradientDraw(0);
    INDArray images = inside(subject.images());
    INDArray logits = subject.deployed().logits(images, draw);
    ScaledGradient ofLogits = subject.ofLogits(logits);
    GradientRows climbed =
        GradientRows.of(
            subject.target().ofCrossEntropy(images, subject.labels(), draw), ofLogits.logScales());
    GradientRows recorded;
    try (Tape tape = subject.target().record(images, draw)) {
      recorded = GradientRows.of(tape.gradient(ofLogits.rows()));
    }
    DeployedLoss loss = new DeployedLoss(subject.deployed(), draw, Softmax.rows(ofLogits.rows()));
    List<RandomDirections> directions = directions(subject);
    Differences differences = Differences.of(images, directions, loss::of);
    double[] distances = new double[subject.size()];
    double[] doubts = new double[subject.size()];
    int flat = 0;
    for (int i = 0; i < distances.length; i++) {
      Differences.Derivatives derivatives = differences.of(i);
      distances[i] =
          Math.max(
              derivatives.distance(along(climbed, directions, i)),
              derivatives.distance(along(recorded, directions, i)));
      doubts[i] = derivatives.doubt();
      flat += derivatives.isZero() ? 1 : 0;
    }
    double rounding = differences.rounding(images, directions.get(0), loss::of);
    return new Agreement(distances, doubts, flat, rounding);
  }

  /** The images, moved away from 0 and 1 where a step would lead beyond. */
  private static INDArray inside(INDArray images) {
    double margin = Differences.STEPS[Differences.STEPS.length - 1];
    return Transforms.min(Transforms.max(images, margin, true), 1 - margin, false);
  }

  private static List<RandomDirections> directions(Subject subject) {
    int components = (int) (subject.images().length() / subject.size());
    long seed = subject.plan().attack().seed();
    List<RandomDirections> directions = new ArrayList<>();
    for (int k = 0; k < DIRECTIONS; k++) {
      directions.add(RandomDirections.of(seed, subject.ids(), k, components));
    }
    return directions;
  }

  private static double[] along(GradientRows gradient, List<RandomDirections> directions, int i) {
    return directions.stream().mapToDouble(d -> gradient.along(d.signs()[i], i)).toArray();
  }
}
