package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.transform.SeparableMap;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Projected gradient ascent within the low frequencies of the discrete cosine transform (Guo et
 * al., "Low frequency adversarial perturbation", 2019): smooth perturbations, which are less seen
 * and survive what smooths images. With P the projection onto the low frequencies and δ the
 * perturbation, a step is
 *
 * <pre>
 * δ ← P δ + α P g / ‖P g‖            in L2
 * δ ← P (δ + α sign(P g))            in L∞
 * </pre>
 *
 * <p>scaled to the budget where it is larger, which keeps it within the frequencies. Only where
 * pixels leave [0, 1] they are stopped, which is the one thing that adds higher frequencies. The
 * step in L∞ is not the steepest one within the frequencies, which would be a linear program.
 *
 * @param budget how far an image may be moved, in {@link Norm#LINF} or {@link Norm#L2}
 * @param objective what is raised
 * @param share of the frequencies along each side, above 0 and at most 1
 * @param stepSize α, in pixel units, above 0
 * @param steps number of steps, at least 1
 * @param samples draws of the target's noise per step, at least 1
 * @param batchSize images per query of the target, at least 1
 */
public record LowFrequencyPgd(
    Budget budget,
    Objective objective,
    double share,
    double stepSize,
    int steps,
    int samples,
    int batchSize)
    implements Attack {
  /** An eighth to a half in the paper. */
  public static final double DEFAULT_SHARE = 0.25;

  private static final double STEP_SHARE = 0.25;
  private static final String NAME = "lf-pgd";

  static final AttackKind KIND =
      new AttackKind(
          NAME,
          NAME + "[:SHARE]",
          "PGD within the SHARE (" + DEFAULT_SHARE + ") lowest frequencies along each side",
          (argument, settings) ->
              of(argument.isEmpty() ? DEFAULT_SHARE : Spelling.real("share", argument), settings));

  public LowFrequencyPgd {
    budget.norm().require(NAME, Norm.LINF, Norm.L2);
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share: got " + Spelling.text(share) + ", must be above 0 and at most 1");
    }
    Bound.STEP_SIZE.require(stepSize);
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** The steps of {@link Pgd} on the cross-entropy, unless the settings say others. */
  public static LowFrequencyPgd of(double share, AttackSettings settings) {
    return new LowFrequencyPgd(
        settings.budget(),
        new Objective(Objective.USUAL.loss(), settings.goal()),
        share,
        settings.stepSize().orElse(settings.budget().epsilon() * STEP_SHARE),
        settings.steps().orElse(Pgd.DEFAULT_STEPS),
        settings.samples(),
        settings.batchSize());
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(
            batch ->
                attack(
                    new LossQueries(target, samples, batch, objective.goal()),
                    PixelRows.read(batch.images())));
  }

  private AttackedImages attack(LossQueries queries, double[][] originals) {
    SeparableMap low = LowFrequencies.of(SquareFrame.of(queries.pixels()), share);
    double[][] changes = new double[originals.length][originals[0].length];
    return new Ascent(queries, objective, steps)
        .from(
            Arrays.stream(originals).map(double[]::clone).toArray(double[][]::new),
            (i, point, gradient) -> {
              changes[i] = moved(changes[i], low.gradient(gradient), low);
              for (int at = 0; at < point.length; at++) {
                point[at] = originals[i][at] + changes[i][at];
              }
              queries.pixels().settle(point, originals[i]);
            });
  }

  private double[] moved(double[] change, double[] gradient, SeparableMap low) {
    PixelGeometry geometry = budget.norm().geometry();
    double[] ahead = new double[change.length];
    geometry.ascend(change, gradient, stepSize, ahead);
    double[] smooth = low.image(ahead);
    double size = geometry.distance(smooth, new double[smooth.length]);
    double factor = Math.min(1, budget.epsilon() / size);
    for (int at = 0; at < smooth.length && size > 0; at++) {
      smooth[at] *= factor;
    }
    return smooth;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    objective.addTo(settings);
    return settings
        .put("frequencies", share)
        .put("stepSize", stepSize)
        .put("steps", steps)
        .put("eot", samples);
  }
}
