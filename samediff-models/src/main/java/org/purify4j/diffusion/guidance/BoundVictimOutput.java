package org.purify4j.diffusion.guidance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Direction;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;

/**
 * {@link VictimOutput} for one batch.
 *
 * <p>With z the logits and J = dz/dx_t, the gradient is g = w·Jᵀ ℓ_z(z, r). Its pullback along u
 * has two parts: the Hessian-vector product ∂⟨g, u⟩/∂x_t, which is the derivative of g along u, and
 * therefore w·Jᵀ ℓ_zz J u plus the derivative of Jᵀ along u times w·ℓ_z; and, since ⟨g, u⟩ =
 * w·⟨ℓ_z(z, r), J u⟩, the gradient with respect to r, which is w·ℓ_zr applied to J u, the
 * derivative of the logits along u.
 */
final class BoundVictimOutput implements BoundTerm {
  private final VictimOutput term;
  private final GuidanceContext context;
  private final ReferenceImages images;
  private Optional<Reference> shared = Optional.empty();

  BoundVictimOutput(VictimOutput term, GuidanceContext context) {
    this.term = term;
    this.context = context;
    this.images = term.reference().images(context);
  }

  @Override
  public INDArray gradient(INDArray x, int step) {
    return slope(x, step, reference(step)).gradient();
  }

  @Override
  public void pullback(INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput) {
    Reference reference = reference(step);
    Direction direction = new Direction(cotangent);
    Curvature found = curvature(x, step, direction.unit(), reference);
    ofX.addi(direction.timesLength(found.ofX().muli(term.weight())));
    double[][] logitChange = Softmax.rows(direction.timesLength(found.logitChange().dup('c')));
    for (int i = 0; i < logitChange.length; i++) {
      reference.flow.get(i).add(term.loss().mixedDerivative(logitChange[i]), term.weight());
    }
    if (!images.shared()) {
      reference.bring(ofInput);
    }
  }

  @Override
  public void finish(INDArray ofInput) {
    shared.ifPresent(reference -> reference.bring(ofInput));
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

  /**
   * The victim's logits at an image, and the gradient of a loss of theirs.
   *
   * @param gradient of the loss, with respect to the image in [−1, 1] units
   * @param logits {@code [b, k]}
   */
  private record Slope(INDArray gradient, INDArray logits) {}

  /** Evaluates the weighted loss at x_t, with its gradient with respect to x_t. */
  private Slope slope(INDArray x, int step, Reference reference) {
    if (term.at() == EvaluateAt.NOISY) {
      Slope slope = throughVictim(x, logits -> ofLogits(logits, reference));
      return new Slope(slope.gradient().muli(term.weight()), slope.logits());
    }
    try (Tape clean = context.cleanEstimate(x, step)) {
      Slope slope = throughVictim(clean.output(), logits -> ofLogits(logits, reference));
      INDArray gradient = clean.gradient(slope.gradient());
      return new Slope(gradient.muli(term.weight()), slope.logits());
    }
  }

  /**
   * What a direction does to the loss.
   *
   * @param ofX the derivative along it of the gradient with respect to x_t, without the weight
   * @param logitChange J u, {@code [b, k]}
   */
  private record Curvature(INDArray ofX, INDArray logitChange) {}

  private Curvature curvature(INDArray x, int step, INDArray direction, Reference reference) {
    if (term.at() == EvaluateAt.NOISY) {
      return throughVictim(
          x,
          direction,
          victim -> {
            INDArray flow = ofLogits(victim.output(), reference);
            return victim.gradientTangent(flow, ofLogits(victim, reference)).muli(0.5);
          });
    }
    try (DualTape clean = context.cleanEstimate(x, direction, step)) {
      INDArray estimate = clean.output().dup('c'); // network's own, overwritten by its next call
      INDArray change = clean.outputTangent().dup('c');
      return throughVictim(
          estimate,
          change,
          victim -> {
            INDArray flow = ofLogits(victim.output(), reference);
            INDArray flowChange = ofLogits(victim, reference);
            return clean
                .gradientTangent(
                    victim.gradient(flow).muli(0.5),
                    victim.gradientTangent(flow, flowChange).muli(0.5))
                .dup('c');
          });
    }
  }

  /** The derivative of ℓ_z(z, r) along the tape's direction, ℓ_zz(z, r) J u. */
  private INDArray ofLogits(DualTape victim, Reference reference) {
    double[][] logits = Softmax.rows(victim.output());
    double[][] changes = Softmax.rows(victim.outputTangent());
    for (int i = 0; i < logits.length; i++) {
      changes[i] = term.loss().gradientTangent(logits[i], reference.rows.get(i), changes[i]);
    }
    return Softmax.array(changes, victim.output());
  }

  /** Evaluates the victim at an image in [−1, 1] units, along a direction in these units. */
  private Curvature throughVictim(
      INDArray image, INDArray direction, Function<DualTape, INDArray> ofX) {
    INDArray pixels = pixels(image);
    try (DualTape victim = context.victim().recordAlong(pixels, direction.mul(0.5))) {
      return new Curvature(ofX.apply(victim), victim.outputTangent());
    } finally {
      if (pixels.closeable()) {
        pixels.close();
      }
    }
  }

  /** ℓ_z(z, r). */
  private INDArray ofLogits(INDArray logits, Reference reference) {
    double[][] rows = Softmax.rows(logits);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = term.loss().gradient(rows[i], reference.rows.get(i));
    }
    return Softmax.array(rows, logits);
  }

  /**
   * Evaluates the victim at an image in [−1, 1] units, with the gradient of a loss of its logits.
   */
  private Slope throughVictim(INDArray image, UnaryOperator<INDArray> ofLogits) {
    INDArray pixels = pixels(image);
    try (Tape victim = context.victim().record(pixels)) {
      INDArray gradient = victim.gradient(ofLogits.apply(victim.output())).muli(0.5);
      return new Slope(gradient, victim.output());
    } finally {
      if (pixels.closeable()) {
        pixels.close();
      }
    }
  }

  private static INDArray pixels(INDArray x) {
    return x.add(1).muli(0.5);
  }

  /** The reference output at a step, and the gradient accumulated for it. */
  private final class Reference {
    final List<ReferenceRow> rows = new ArrayList<>();
    final List<ReferenceRow> flow = new ArrayList<>();
    private final List<Tape> made;

    Reference(int step) {
      int classes = context.victim().classes();
      made = images.at(step);
      for (long i = 0; i < context.input().size(0); i++) {
        rows.add(ReferenceRow.zero(classes));
        flow.add(ReferenceRow.zero(classes));
      }
      for (Tape image : made) {
        double[][] logits = Softmax.rows(context.victim().logits(pixels(image.output())));
        for (int i = 0; i < logits.length; i++) {
          rows.get(i).add(ReferenceRow.of(logits[i]), 1.0 / made.size());
        }
      }
    }

    /** Passes the gradient accumulated for the reference on to the input. */
    void bring(INDArray ofInput) {
      for (Tape image : made) {
        Slope ofImage = throughVictim(image.output(), this::ofLogits);
        ofInput.addi(image.gradient(ofImage.gradient()));
      }
    }

    private INDArray ofLogits(INDArray logits) {
      double[][] rowsOfLogits = Softmax.rows(logits);
      for (int i = 0; i < rowsOfLogits.length; i++) {
        rowsOfLogits[i] = ReferenceRow.pullback(rowsOfLogits[i], flow.get(i));
      }
      return Softmax.array(rowsOfLogits, logits).divi(made.size());
    }
  }
}
