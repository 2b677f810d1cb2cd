package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.KeyedRandom;

/**
 * The Square attack (Andriushchenko et al., "Square attack: a query-efficient black-box adversarial
 * attack via random search", 2020): squares at random places, ever smaller ones, each kept if it
 * raises the margin max_{i≠y} z_i − z_y. It uses no gradient, and so tells whether a defence merely
 * hides its own.
 *
 * <p>An image that is misclassified by a target without noise is left. Against a target with noise
 * the margin is averaged over fresh draws in every query, and all queries are made.
 *
 * @param budget how far an image may be moved
 * @param queries of an image, at least 1
 * @param samples draws of the target's noise per query, at least 1
 * @param seed of the squares
 * @param batchSize images per query of the target, at least 1
 */
public record Square(Budget budget, int queries, int samples, long seed, int batchSize)
    implements Attack {
  /** Queries in the ensemble of Croce and Hein 2020. */
  public static final int DEFAULT_QUERIES = 5000;

  static final AttackKind KIND =
      AttackKind.of(
          "square",
          "random squares, one query each and no gradient; --steps is their number, "
              + DEFAULT_QUERIES
              + " by default",
          Square::of);

  private static final LogitLoss MARGIN = new MarginLoss();

  public Square {
    budget.norm().require(KIND.name(), Norm.LINF, Norm.L2);
    Bound.STEPS.require("queries", queries);
    Bound.DRAWS.require("samples", samples);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** {@value #DEFAULT_QUERIES} queries, unless the settings say how many steps. */
  public static Square of(AttackSettings settings) {
    settings.requireUntargeted(KIND);
    return new Square(
        settings.budget(),
        settings.steps().orElse(DEFAULT_QUERIES),
        settings.samples(),
        settings.seed(),
        settings.batchSize());
  }

  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(new LossQueries(target, samples, batch), batch));
  }

  private AttackedImages attack(LossQueries target, AttackBatches.Batch batch) {
    double[][] originals = PixelRows.read(batch.images());
    BestPoints best = new BestPoints(target, originals);
    SquareProposals[] proposals = new SquareProposals[originals.length];
    Arrays.setAll(proposals, i -> proposals(target.pixels(), originals[i], batch.draw(), i));
    double[][] tried = Arrays.stream(originals).map(double[]::clone).toArray(double[][]::new);
    int[] which = IntStream.range(0, originals.length).toArray();
    for (int query = 0; query < queries && which.length > 0; query++) {
      for (int i : which) {
        if (query == 0) {
          proposals[i].first(tried[i]);
        } else {
          proposals[i].next(best.point(i), query, tried[i]);
        }
      }
      double[][] points = Arrays.stream(which).mapToObj(i -> tried[i]).toArray(double[][]::new);
      LogitLoss[] losses = new LogitLoss[which.length];
      Arrays.fill(losses, MARGIN);
      LossReply[] replies = target.values(which, points, losses, query);
      for (int i = 0; i < which.length; i++) {
        best.offer(which[i], points[i], replies[i].wrong(), replies[i].loss());
      }
      which = best.unbroken();
    }
    return best.images();
  }

  private SquareProposals proposals(PixelRows pixels, double[] original, Draw draw, int image) {
    UniformRandomProvider random =
        KeyedRandom.of(seed, draw.imageIds()[image], draw.indices()[image]);
    SquareSchedule schedule = new SquareSchedule(queries);
    return budget.norm() == Norm.LINF
        ? new LinfSquares(budget.epsilon(), pixels, original, schedule, random)
        : new L2Squares(budget.epsilon(), pixels, original, schedule, random);
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    return settings.put("steps", queries).put("eot", samples);
  }
}
