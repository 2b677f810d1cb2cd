package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.Election;
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
public final class PurifiedClassifier implements NoisyClassifier {
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

  @Override
  public int classes() {
    return victim.classes();
  }

  /**
   * The defended classifier's logits: {@link #answer} without what they rest on.
   *
   * @param images not modified
   * @param draw their ids, and which independent answer
   * @return {@code [n, k]}, freshly allocated
   */
  @Override
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
  @Override
  public Answer answer(INDArray images, Draw draw) {
    Election election = election(images, purifier.config().earlyExit());
    INDArray shown = Nd4j.createUninitialized(images.dataType(), images.shape());
    for (VoteGroup group = election.next(); !group.isEmpty(); group = election.next()) {
      Draw noise = group.draw(draw, purifier.config().votes());
      INDArray purified = purifier.purify(group.images(images), noise);
      group.copyFirst(shown, purified);
      election.count(group, victim.logits(purified));
    }
    return new Answer(election.logits(), shown, election.sizes());
  }

  /**
   * The logits, recorded for their gradient by the gradient mode. In {@link GradientMode#NONE} they
   * are those of the bare victim, in {@link GradientMode#UNGUIDED} those behind the unguided chain.
   * A majority is differentiated as if it were the mean of the probabilities. All votes are taken,
   * whatever the early exit: how many an image needs is no smooth function of it.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must stay as they are while the tape is in use
   * @param draw their ids, and which independent answer
   */
  @Override
  public Tape record(INDArray images, Draw draw) {
    if (mode == GradientMode.NONE) {
      return victim.record(images);
    }
    return BatchedTape.of(images, draw, purifier.config().batchSize(), this::recordBatch);
  }

  private Tape recordBatch(INDArray images, Draw draw) {
    Election election = election(images, new EarlyExit.None());
    VotedTape tape = new VotedTape(election, images);
    for (VoteGroup group = election.next(); !group.isEmpty(); group = election.next()) {
      Draw noise = group.draw(draw, purifier.config().votes());
      Tape purified = recordPurified(group.images(images), noise);
      tape.add(group, purified, victim.record(purified.output()));
    }
    return tape;
  }

  private Tape recordPurified(INDArray images, Draw draw) {
    return switch (mode) {
      case EXACT -> purifier.record(images, draw);
      case UNGUIDED -> purifier.recordSurrogate(images, draw, purifier.config().respacing());
      case SURROGATE ->
          Tape.of(
              purifier.purify(images, draw),
              g -> purifier.recordSurrogate(images, draw, surrogate).gradient(g));
      case BPDA, NONE -> Tape.of(purifier.purify(images, draw), g -> g.dup('c'));
    };
  }

  private Election election(INDArray images, EarlyExit exit) {
    PurifierConfig config = purifier.config();
    return new Election(
        (int) images.size(0), config.voteRule(), config.votes(), exit, config.batchSize());
  }
}
