package org.purify4j.diffusion.guidance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Softmax;

/**
 * {@link VictimOutput} for one batch.
 *
 * <p>With z the logits and J = dz/dx_t, the gradient is g = w·Jᵀ ℓ_z(z, r). Its pullback along u
 * has two parts: the Hessian-vector product ∂⟨g, u⟩/∂x_t, by central differences of g along u; and,
 * since ⟨g, u⟩ = w·⟨ℓ_z(z, r), J u⟩, what flows to r is w·ℓ_zr applied to J u, the derivative of
 * the logits along u.
 */
final class BoundVictimOutput implements BoundTerm {
  private final VictimOutput term;
  private final GuidanceContext context;
  private final ReferenceImages images;
  private Optional<Reference> shared = Optional.empty();

  BoundVictimOutput(VictimOutput term, GuidanceContext context) {
    this.term = term;
    this.context = context;
    this.images = ReferenceImages.of(term.reference(), context);
  }

  @Override
  public INDArray gradient(INDArray x, int step) {
    return slope(x, step, reference(step)).gradient();
  }

  @Override
  public void pullback(INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput) {
    Reference reference = reference(step);
    Direction direction = new Direction(cotangent);
    Slope ahead = slope(direction.ahead(x), step, reference);
    Slope behind = slope(direction.behind(x), step, reference);
    ofX.addi(direction.derivative(ahead.gradient(), behind.gradient()));
    double[][] logitChange = Softmax.rows(direction.derivative(ahead.logits(), behind.logits()));
    for (int i = 0; i < logitChange.length; i++) {
      reference.flow.get(i).add(term.loss().mixedDerivative(logitChange[i]), term.weight());
    }
    if (!images.shared()) {
      reference.bring(step, ofInput);
    }
  }

  @Override
  public void finish(INDArray ofInput) {
    shared.ifPresent(reference -> reference.bring(0, ofInput));
    shared = Optional.empty();
  }

  private Reference reference(int step) {
    if (!images.shared()) {
      return new Reference(step);
    }
    if (shared.isEmpty()) {
      shared = Optional.of(new Reference(step));
    }
    return shared.get();
  }

  private record Slope(INDArray gradient, INDArray logits) {}

  private Slope slope(INDArray x, int step, Reference reference) {
    List<INDArray> seen = new ArrayList<>();
    UnaryOperator<INDArray> ofLogits =
        logits -> {
          seen.add(logits.dup());
          double[][] rows = Softmax.rows(logits);
          for (int i = 0; i < rows.length; i++) {
            rows[i] = term.loss().gradient(rows[i], reference.rows.get(i));
          }
          return Softmax.array(rows, logits);
        };
    INDArray gradient =
        term.at() == EvaluateAt.NOISY
            ? throughVictim(x, ofLogits)
            : context.cleanEstimateGradient(x, step, clean -> throughVictim(clean, ofLogits));
    return new Slope(gradient.muli(term.weight()), seen.get(0));
  }

  /** The gradient with respect to an image in [−1, 1] units of a loss of its logits. */
  private INDArray throughVictim(INDArray image, UnaryOperator<INDArray> ofLogits) {
    INDArray pixels = pixels(image);
    INDArray gradient = context.victim().inputGradient(pixels, ofLogits).muli(0.5);
    if (pixels.closeable()) {
      pixels.close();
    }
    return gradient;
  }

  private static INDArray pixels(INDArray x) {
    return x.add(1).muli(0.5);
  }

  /** The reference output at a step, and what has flowed to it. */
  private final class Reference {
    final List<ReferenceRow> rows = new ArrayList<>();
    final List<ReferenceRow> flow = new ArrayList<>();
    private final List<INDArray> made;

    Reference(int step) {
      int classes = context.victim().classes();
      made = images.at(step);
      for (long i = 0; i < context.input().size(0); i++) {
        rows.add(ReferenceRow.zero(classes));
        flow.add(ReferenceRow.zero(classes));
      }
      for (INDArray image : made) {
        double[][] logits = Softmax.rows(context.victim().logits(pixels(image)));
        for (int i = 0; i < logits.length; i++) {
          rows.get(i).add(ReferenceRow.of(logits[i]), 1.0 / made.size());
        }
      }
    }

    void bring(int step, INDArray ofInput) {
      for (int which = 0; which < made.size(); which++) {
        INDArray ofImage =
            throughVictim(
                made.get(which),
                logits -> {
                  double[][] rowsOfLogits = Softmax.rows(logits);
                  for (int i = 0; i < rowsOfLogits.length; i++) {
                    rowsOfLogits[i] = ReferenceRow.pullback(rowsOfLogits[i], flow.get(i));
                  }
                  return Softmax.array(rowsOfLogits, logits).divi(made.size());
                });
        ofInput.addi(images.pullback(step, which, ofImage));
      }
    }
  }
}
