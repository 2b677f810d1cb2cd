package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.noise.Draw;

/** Whether answers and gradients depend on the other images of a batch. */
final class BatchDiagnostic implements Diagnostic {
  private static final double TOLERANCE = 1e-2;
  private static final double LEAST_COSINE = 0.99;
  private static final String ADVICE =
      "Batch statistics, or noise by position in the batch: the attack on a batch is not one on the"
          + " images that a user sends alone.";

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public String claim() {
    return "answers and gradients do not depend on the batch";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(2, 2);
  }

  @Override
  public Finding examine(Subject subject) {
    Draw draw = subject.gradientDraw(0);
    LogitRows together = LogitRows.of(subject.deployed().logits(subject.images(), draw));
    GradientRows ofTogether = GradientRows.of(subject.gradient(0, 1).rows());
    double[][] alone = new double[subject.size()][];
    double[] cosines = new double[subject.size()];
    for (int i = 0; i < subject.size(); i++) {
      INDArray image = Rows.of(subject.images(), i, i + 1).dup('c');
      Draw own = draw.slice(i, i + 1);
      alone[i] = LogitRows.of(subject.deployed().logits(image, own)).rows()[0];
      int[] label = Arrays.copyOfRange(subject.labels(), i, i + 1);
      ScaledGradient gradient = subject.target().ofCrossEntropy(image, label, own);
      GradientRows ofAlone = GradientRows.of(gradient.rows());
      GradientRows ofBatch = new GradientRows(new double[][] {ofTogether.rows()[i]});
      boolean bothZero = ofAlone.isZero(0) && ofBatch.isZero(0);
      cosines[i] = bothZero ? 1 : ofAlone.cosine(ofBatch, 0);
    }
    double difference = Figures.largest(together.differences(new LogitRows(alone)));
    double cosine = Figures.median(cosines);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("largestDifferenceOfAnswers", difference);
    figures.put("medianCosineOfGradients", cosine);
    String reason =
        "Asked one by one instead of together, answers differ by up to "
            + Figures.text(difference)
            + " of the range of the logits; the cosine between gradients is "
            + Figures.text(cosine)
            + ".";
    return difference <= TOLERANCE && cosine >= LEAST_COSINE
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }
}
