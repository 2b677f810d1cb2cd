package org.purify4j.diffusion.purify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.guidance.Victim;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * A classifier behind a purifier: the very function that is defended, forward and gradient in one
 * object, so that attacks see what users get.
 *
 * <p>Each answer is put together from the configured number of votes: draw d uses the purifications
 * d·votes … d·votes + votes − 1. Logits are the logarithms of the resulting probabilities. Images
 * are {@code [n, c, h, w]} in [0, 1], any n. Not thread-safe; purifier and victim stay the
 * caller's.
 */
public final class DefendedVictim {
  /** Steps of the surrogate chain unless said otherwise. */
  public static final Respacing DEFAULT_SURROGATE = new Respacing.Evenly(4);

  private final Purifier purifier;
  private final Victim victim;
  private final GradientMode mode;
  private final Respacing surrogate;

  /**
   * @param purifier what stands in front
   * @param victim the classifier
   * @param mode how it is differentiated
   */
  public DefendedVictim(Purifier purifier, Victim victim, GradientMode mode) {
    this(purifier, victim, mode, DEFAULT_SURROGATE);
  }

  /**
   * @param surrogate the steps of the chain whose gradient {@link GradientMode#SURROGATE} takes
   */
  public DefendedVictim(Purifier purifier, Victim victim, GradientMode mode, Respacing surrogate) {
    this.purifier = purifier;
    this.victim = victim;
    this.mode = mode;
    this.surrogate = surrogate;
  }

  /** The purifier in front. */
  public Purifier purifier() {
    return purifier;
  }

  /** Number of classes k. */
  public int classes() {
    return victim.classes();
  }

  /** The images that the victim sees in the first vote of a draw. */
  public INDArray purified(INDArray images, Draw draw) {
    return purifier.purify(images, vote(draw, 0));
  }

  /**
   * The defended classifier's logits.
   *
   * @param images not modified
   * @param draw their ids, and which independent answer
   * @return {@code [n, k]}, freshly allocated
   */
  public INDArray logits(INDArray images, Draw draw) {
    Ballot ballot = new Ballot(purifier.config().voteRule());
    for (int v = 0; v < purifier.config().votes(); v++) {
      ballot.add(victim.logits(purifier.purify(images, vote(draw, v))));
    }
    return ballot.logits();
  }

  /**
   * Vector-Jacobian product of {@link #logits}, by the gradient mode. A majority is differentiated
   * as if it were the mean of the probabilities.
   *
   * @param images not modified
   * @param draw their ids, and which independent answer
   * @param cotangent from the logits {@code [n, k]} to dL/dlogits, called once
   * @return {@code [n, c, h, w]}, freshly allocated
   */
  public INDArray inputGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent) {
    if (mode == GradientMode.NONE) {
      return victim.inputGradient(images, cotangent);
    }
    Batches batches = new Batches(images.size(0), purifier.config().batchSize());
    if (batches.count() == 1) {
      return batchGradient(images, draw, cotangent);
    }
    INDArray ofLogits = cotangent.apply(logits(images, draw));
    List<INDArray> parts = new ArrayList<>();
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      INDArray part = ofLogits.get(NDArrayIndex.interval(from, to));
      parts.add(
          batchGradient(
              images.get(NDArrayIndex.interval(from, to)), draw.slice(from, to), logits -> part));
    }
    return Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }

  /**
   * This classifier for one draw: a deterministic function, as attacks without expectation over
   * draws and finite differences need it.
   *
   * @param draw the ids of the images it will be asked about, and which independent answer
   */
  public Victim at(Draw draw) {
    return new Victim() {
      @Override
      public int classes() {
        return victim.classes();
      }

      @Override
      public INDArray logits(INDArray images) {
        return DefendedVictim.this.logits(images, draw);
      }

      @Override
      public INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent) {
        return DefendedVictim.this.inputGradient(images, draw, cotangent);
      }
    };
  }

  private INDArray batchGradient(INDArray images, Draw draw, UnaryOperator<INDArray> cotangent) {
    Ballot ballot = new Ballot(purifier.config().voteRule());
    List<Purification> purifications = new ArrayList<>();
    for (int v = 0; v < purifier.config().votes(); v++) {
      Purification purification = purification(images, vote(draw, v));
      purifications.add(purification);
      ballot.add(victim.logits(purification.images()));
    }
    INDArray ofLogits = cotangent.apply(ballot.logits());
    INDArray sum = Nd4j.zeros(purifications.get(0).images().dataType(), images.shape());
    for (int v = 0; v < purifications.size(); v++) {
      INDArray ofVote = ballot.pullback(v, ofLogits);
      Purification purification = purifications.get(v);
      INDArray ofPurified = victim.inputGradient(purification.images(), logits -> ofVote);
      sum.addi(purification.gradient(ofPurified));
    }
    return sum;
  }

  private Purification purification(INDArray images, Draw draw) {
    if (mode == GradientMode.EXACT) {
      return purifier.record(images, draw);
    }
    INDArray purified = purifier.purify(images, draw);
    return new Purification() {
      @Override
      public INDArray images() {
        return purified;
      }

      @Override
      public INDArray gradient(INDArray ofPurified) {
        return mode == GradientMode.SURROGATE
            ? purifier.recordSurrogate(images, draw, surrogate).gradient(ofPurified)
            : ofPurified.dup('c');
      }
    };
  }

  private Draw vote(Draw draw, int vote) {
    return draw.withIndex(draw.index() * purifier.config().votes() + vote);
  }
}
