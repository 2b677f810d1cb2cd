package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/** Whether what is differentiated is the function that is deployed, draw by draw. */
final class TargetDiagnostic implements Diagnostic {
  private static final double TOLERANCE = 1e-2;
  private static final String ADVICE =
      "Another network, other timesteps or other noise is attacked than deployed, so the attack"
          + " solves another problem than the one that is measured.";

  @Override
  public String name() {
    return "target";
  }

  @Override
  public String claim() {
    return "what is differentiated is the deployed function: the same answer to the same draw";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(4, 2);
  }

  @Override
  public Finding examine(Subject subject) {
    double recorded = 0;
    double queried = 0;
    int fewest = Integer.MAX_VALUE;
    int most = 0;
    for (Draw draw : new Draw[] {subject.draw(0), subject.gradientDraw(0)}) {
      INDArray images = subject.images();
      Answer answer = subject.deployed().answer(images, draw);
      LogitRows deployed = LogitRows.of(answer.logits());
      LogitRows asked = LogitRows.of(subject.target().logits(images, draw));
      queried = Math.max(queried, Figures.largest(deployed.differences(asked)));
      try (Tape tape = subject.target().record(images, draw)) {
        LogitRows output = LogitRows.of(tape.output());
        recorded = Math.max(recorded, Figures.largest(deployed.differences(output)));
      }
      fewest = Math.min(fewest, Arrays.stream(answer.votes()).min().orElse(0));
      most = Math.max(most, Arrays.stream(answer.votes()).max().orElse(0));
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("largestDifferenceOfRecordedAnswers", recorded);
    figures.put("largestDifferenceOfAnswers", queried);
    String reason =
        "For the same draw, recorded answers differ from deployed ones by up to "
            + Figures.text(recorded)
            + " of the range of the logits, and the target's own answers by "
            + Figures.text(queried)
            + ".";
    if (Math.max(recorded, queried) <= TOLERANCE) {
      return Finding.holds(this, reason, figures);
    }
    if (queried <= TOLERANCE && fewest < most) {
      return Finding.notExamined(
          this,
          "Answers end after "
              + fewest
              + " to "
              + most
              + " votes, and all votes are differentiated.",
          figures);
    }
    return Finding.fails(this, reason, figures, ADVICE);
  }
}
