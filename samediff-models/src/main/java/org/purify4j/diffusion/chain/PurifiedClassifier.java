package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteGroup;

/**
 * A classifier behind a purifier: the very function that is defended, forward and gradient in one
 * object, so that attacks see what users get.
 *
 * <p>Each answer is put together from the configured number of votes: draw d uses the purifications
 * d·votes … d·votes + votes − 1, or the first of them that suffice ({@link EarlyExit}). Logits are
 * the logarithms of the resulting probabilities. Images are {@code [n, c, h, w]} in [0, 1], any n.
 * Not thread-safe; purifier and victim stay the caller's.
 */
public final class PurifiedClassifier {
  /** Steps of the surrogate chain unless said otherwise. */
  public static final Respacing DEFAULT_SURROGATE = new Respacing.Evenly(4);

  private final Purifier purifier;
  private final Classifier victim;
  private final GradientMode mode;
  private final Respacing surrogate;

  /**
   * @param purifier what stands in front
   * @param victim the classifier
   * @param mode how it is differentiated
   */
  public PurifiedClassifier(Purifier purifier, Classifier victim, GradientMode mode) {
    this(purifier, victim, mode, DEFAULT_SURROGATE);
  }

  /**
   * @param surrogate the steps of the chain whose gradient {@link GradientMode#SURROGATE} takes
   */
  public PurifiedClassifier(
      Purifier purifier, Classifier victim, GradientMode mode, Respacing surrogate) {
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
    List<VoteGroup> first = VoteGroup.all((int) images.size(0), 1, Integer.MAX_VALUE);
    return purifier.purify(images, first.get(0).draw(draw, purifier.config().votes()));
  }

  /**
   * The defended classifier's logits: {@link #answer} without what they rest on.
   *
   * @param images not modified
   * @param draw their ids, and which independent answer
   * @return {@code [n, k]}, freshly allocated
   */
  public INDArray logits(INDArray images, Draw draw) {
    return answer(images, draw).logits();
  }

  /**
   * The defended classifier's answer. Votes of all images are packed densely into batches, and the
   * configured {@link EarlyExit} says when an image has enough of them.
   *
   * @param images not modified
   * @param draw their ids, and which independent answer
   */
  public PurifiedAnswer answer(INDArray images, Draw draw) {
    return new Election(purifier, victim, purifier.config().earlyExit(), images, draw).run();
  }

  /**
   * Vector-Jacobian product of {@link #logits}, by the gradient mode; {@link GradientMode#UNGUIDED}
   * takes that of the logits behind the unguided chain, which are what the cotangent is told. A
   * majority is differentiated as if it were the mean of the probabilities. All votes are taken,
   * whatever the early exit: how many an image needs is no smooth function of it.
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
    BatchSlices batches = new BatchSlices(images.size(0), purifier.config().batchSize());
    if (batches.count() == 1) {
      return record(images, draw).gradient(cotangent);
    }
    List<INDArray> logits = new ArrayList<>();
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      logits.add(record(Rows.of(images, from, to), draw.slice(from, to)).logits());
    }
    INDArray ofLogits = cotangent.apply(Nd4j.concat(0, logits.toArray(INDArray[]::new)));
    List<INDArray> gradients = new ArrayList<>();
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      INDArray part = Rows.of(ofLogits, from, to);
      RecordedAnswer answer = record(Rows.of(images, from, to), draw.slice(from, to));
      gradients.add(answer.gradient(ignored -> part));
    }
    return Nd4j.concat(0, gradients.toArray(INDArray[]::new));
  }

  /**
   * This classifier for one draw: a deterministic function, as attacks without expectation over
   * draws and, if there is no early exit, finite differences need it.
   *
   * @param draw the ids of the images it will be asked about, and which independent answer
   */
  public Classifier at(Draw draw) {
    return new Classifier() {
      @Override
      public int classes() {
        return victim.classes();
      }

      @Override
      public INDArray logits(INDArray images) {
        return PurifiedClassifier.this.logits(images, draw);
      }

      @Override
      public INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent) {
        return PurifiedClassifier.this.inputGradient(images, draw, cotangent);
      }
    };
  }

  /** The answer to at most a batch of images. */
  private RecordedAnswer record(INDArray images, Draw draw) {
    return RecordedAnswer.of(purifier.config(), victim, this::purification, images, draw);
  }

  private Purification purification(INDArray images, Draw draw) {
    return switch (mode) {
      case EXACT -> purifier.record(images, draw);
      case UNGUIDED -> purifier.recordSurrogate(images, draw, purifier.config().respacing());
      case SURROGATE ->
          pulledBack(
              purifier.purify(images, draw),
              g -> purifier.recordSurrogate(images, draw, surrogate).gradient(g));
      case BPDA, NONE -> pulledBack(purifier.purify(images, draw), g -> g.dup('c'));
    };
  }

  /** What was purified, with a gradient of another kind than its own. */
  private static Purification pulledBack(INDArray purified, UnaryOperator<INDArray> pullback) {
    return new Purification() {
      @Override
      public INDArray images() {
        return purified;
      }

      @Override
      public INDArray gradient(INDArray ofPurified) {
        return pullback.apply(ofPurified);
      }
    };
  }
}
