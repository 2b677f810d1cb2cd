package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.Election;
import org.purify4j.diffusion.vote.VoteGroup;

/**
 * A classifier behind a purifier: exactly the function that is defended, with its gradient, so that
 * attacks work against what users get.
 *
 * <p>Each answer combines the configured number of votes: draw d uses the purifications d·votes …
 * d·votes + votes − 1, or as many of the first of them as {@link EarlyExit} requires. Logits are
 * the logarithms of the resulting probabilities. Images are {@code [n, c, h, w]} in [0, 1], any n.
 * Not thread-safe; the caller owns purifier and victim.
 */
public final class PurifiedClassifier implements NoisyClassifier {
  /** The default steps of the surrogate chain. */
  public static final Respacing DEFAULT_SURROGATE = new Respacing.Evenly(4);

  private final Purifier purifier;
  private final Classifier victim;
  private final GradientMode mode;
  private final Respacing surrogate;

  /**
   * Creates a purified classifier with the default surrogate.
   *
   * @param purifier purifies the images before they are classified
   * @param victim the classifier
   * @param mode how the two are differentiated
   */
  public PurifiedClassifier(Purifier purifier, Classifier victim, GradientMode mode) {
    this(purifier, victim, mode, DEFAULT_SURROGATE);
  }

  /**
   * Creates a purified classifier.
   *
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
   * How the gradient that the gradient mode selects computes second derivatives, which a report of
   * an attack should name: only {@link GradientMode#EXACT} has any.
   */
  public SecondDerivative secondDerivative() {
    return mode == GradientMode.EXACT ? purifier.secondDerivative() : SecondDerivative.EXACT;
  }

  /**
   * Computes the defended classifier's logits: those of {@link #answer}.
   *
   * @param images not modified
   * @param draw image ids, and the number of the independent answer
   * @return {@code [n, k]}, freshly allocated
   */
  @Override
  public INDArray logits(INDArray images, Draw draw) {
    return answer(images, draw).logits();
  }

  /**
   * Computes the defended classifier's answer. The votes of all images are packed densely into
   * batches, and the configured {@link EarlyExit} decides when an image has enough.
   *
   * @param images not modified
   * @param draw image ids, and the number of the independent answer
   * @throws ImageFaultException if an image cannot be purified; there is no answer to the others
   */
  @Override
  public Answer answer(INDArray images, Draw draw) {
    PixelCheck.of(images).requireNone();
    Election election = election(images, purifier.config().earlyExit());
    INDArray shown = Nd4j.createUninitialized(images.dataType(), images.shape());
    for (VoteGroup group = election.next(); !group.isEmpty(); group = election.next()) {
      Draw noise = group.draw(draw, purifier.config().votes());
      INDArray purified = numbered(group, votes -> purifier.purify(votes.images(images), noise));
      group.copyFirst(shown, purified);
      election.count(group, victim.logits(purified));
    }
    return new Answer(election.logits(), shown, election.sizes());
  }

  /**
   * Computes the logits and records them for the gradient that the gradient mode selects. In {@link
   * GradientMode#NONE} the logits are those of the bare victim, in {@link GradientMode#UNGUIDED}
   * those behind the unguided chain. A majority vote is differentiated as if it were the mean of
   * the probabilities. All votes are taken, whatever the early exit: the number that an image needs
   * is not a smooth function of the image.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @param draw image ids, and the number of the independent answer
   */
  @Override
  public Tape record(INDArray images, Draw draw) {
    if (mode == GradientMode.NONE) {
      return victim.record(images);
    }
    return BatchedTape.of(images, draw, purifier.config().batchSize(), this::recordBatch);
  }

  /**
   * {@inheritDoc} What is differentiated is what {@link #record} records. Each vote has a scale of
   * its own until all are added up.
   */
  @Override
  public ScaledGradient ofCrossEntropy(INDArray images, int[] labels, Draw draw) {
    if (mode == GradientMode.NONE) {
      return NoisyClassifier.of(victim).ofCrossEntropy(images, labels, draw);
    }
    BatchSlices batches = new BatchSlices(images.size(0), purifier.config().batchSize());
    List<INDArray> rows = new ArrayList<>();
    double[] logScales = new double[labels.length];
    for (int i = 0; i < batches.count(); i++) {
      int from = batches.from(i);
      int to = batches.to(i);
      try (VotedTape tape = recordBatch(Rows.of(images, from, to), draw.slice(from, to))) {
        ScaledGradient ofBatch = tape.ofCrossEntropy(Arrays.copyOfRange(labels, from, to));
        rows.add(ofBatch.rows());
        System.arraycopy(ofBatch.logScales(), 0, logScales, from, to - from);
      }
    }
    return new ScaledGradient(Nd4j.concat(0, rows.toArray(INDArray[]::new)), logScales);
  }

  private VotedTape recordBatch(INDArray images, Draw draw) {
    Election election = election(images, new EarlyExit.None());
    VotedTape tape = new VotedTape(election, images);
    for (VoteGroup group = election.next(); !group.isEmpty(); group = election.next()) {
      Draw noise = group.draw(draw, purifier.config().votes());
      Tape purified = numbered(group, votes -> recordPurified(votes.images(images), noise));
      tape.add(group, purified, victim.record(purified.output()));
    }
    return tape;
  }

  /** Has faults name the images and not the votes on them. */
  private static <T> T numbered(VoteGroup group, Function<VoteGroup, T> work) {
    try {
      return work.apply(group);
    } catch (ImageFaultException e) {
      throw e.renumbered(group::image);
    }
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
