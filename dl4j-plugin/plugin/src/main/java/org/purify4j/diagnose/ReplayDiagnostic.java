package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** Whether the same draw gives the same answer and the same gradient again. */
final class ReplayDiagnostic implements Diagnostic {
  private static final double TOLERANCE = 1e-4;
  private static final String ADVICE =
      "The noise is drawn anew, or depends on earlier calls, where it must depend on the draw alone;"
          + " a gradient of other noise than the answer's leads nowhere.";

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String claim() {
    return "the same draw gives the same answer and gradient again, whatever was asked between";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(3, 2);
  }

  @Override
  public Finding examine(Subject subject) {
    Draw draw = subject.draw(0);
    INDArray images = subject.images();
    INDArray logits = subject.deployed().logits(images, draw);
    INDArray ofLogits = subject.ofLogits(logits).rows();
    Recorded first = record(subject, draw, ofLogits);
    subject.deployed().logits(images, subject.draw(1));
    LogitRows again = LogitRows.of(subject.deployed().logits(images, draw));
    Recorded second = record(subject, draw, ofLogits);
    double answers = Figures.largest(LogitRows.of(logits).differences(again));
    double outputs = Figures.largest(first.output().differences(second.output()));
    double gradients =
        IntStream.range(0, subject.size())
            .mapToDouble(i -> first.gradient().difference(second.gradient(), i))
            .max()
            .orElse(0);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("largestChangeOfAnswers", answers);
    figures.put("largestChangeOfRecordedAnswers", outputs);
    figures.put("largestChangeOfGradients", gradients);
    double largest = Math.max(answers, Math.max(outputs, gradients));
    String reason =
        "The same draw a second time changed answers by "
            + Figures.text(answers)
            + ", recorded answers by "
            + Figures.text(outputs)
            + " and gradients by "
            + Figures.text(gradients)
            + " of their size.";
    return largest <= TOLERANCE
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }

  private record Recorded(LogitRows output, GradientRows gradient) {}

  private static Recorded record(Subject subject, Draw draw, INDArray ofLogits) {
    try (Tape tape = subject.target().record(subject.images(), draw)) {
      return new Recorded(LogitRows.of(tape.output()), GradientRows.of(tape.gradient(ofLogits)));
    }
  }
}
