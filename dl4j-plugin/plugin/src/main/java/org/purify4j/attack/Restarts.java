package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Attacks each image several times, every time with other random choices and other noise of the
 * target, and takes the best result of each image.
 *
 * <p>Against a target without noise that is a misclassified image, which is not attacked again, and
 * otherwise that with the largest margin. Against a target with noise it is the one with the
 * largest mean margin over fresh draws, the same for all, that none of the attacks has seen: at
 * least {@value #FEWEST_JUDGES} of them, so that one lucky draw counts for little.
 *
 * @param attack made each time
 * @param restarts how often, within {@link Bound#RESTARTS}
 * @param judges draws of the target's noise over which a result is judged, at least 1
 * @param goal of the attack
 * @param batchSize images per query of the target, at least 1
 */
public record Restarts(Attack attack, int restarts, int judges, Goal goal, int batchSize)
    implements Attack {
  /** Draws over which a result is judged at least, unless it is said. */
  public static final int FEWEST_JUDGES = 8;

  private static final int QUERY_OF_THE_JUDGES = -3;

  public Restarts {
    Bound.RESTARTS.require(restarts);
    Bound.DRAWS.require("judges", judges);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** As often as the settings say, judged over as many draws as a gradient is averaged over. */
  public static Restarts of(Attack attack, AttackSettings settings) {
    return new Restarts(
        attack,
        settings.restarts(),
        Math.max(settings.samples(), FEWEST_JUDGES),
        settings.goal(),
        settings.batchSize());
  }

  /** {@inheritDoc} The first attack on an image is the one that {@code attack} alone makes. */
  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return new AttackBatches(batchSize, images, labels, draw)
        .map(batch -> attack(target, new LossQueries(target, judges, batch, goal), batch));
  }

  private AttackedImages attack(
      NoisyClassifier target, LossQueries queries, AttackBatches.Batch batch) {
    BestPoints best = new BestPoints(queries, PixelRows.read(batch.images()));
    int[] which = queries.all();
    for (int restart = 0; restart < restarts && which.length > 0; restart++) {
      AttackBatches.Batch part = batch.select(which);
      AttackedImages attacked =
          attack.attack(
              target, part.images(), part.labels(), RandomStart.restart(part.draw(), restart));
      double[][] points = PixelRows.read(attacked.images());
      LossReply[] replies =
          queries.values(which, points, queries.margins(which), QUERY_OF_THE_JUDGES);
      for (int i = 0; i < which.length; i++) {
        best.offer(which[i], points[i], replies[i].wrong(), replies[i].margin());
        best.count(which[i], attacked.zeroGradients()[i]);
      }
      which = best.unbroken();
    }
    return best.images();
  }

  @Override
  public boolean random() {
    return attack.random();
  }

  @Override
  public ObjectNode settings() {
    return attack.settings().put("restarts", restarts);
  }
}
