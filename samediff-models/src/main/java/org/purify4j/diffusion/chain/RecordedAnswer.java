package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.vote.Ballots;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteGroup;

/**
 * A defended classifier's answer to at most a batch of images, from all votes, with what its
 * gradient needs. Votes are packed densely into batches.
 */
final class RecordedAnswer {
  private final Classifier victim;
  private final INDArray images;
  private final List<VoteGroup> groups;
  private final Ballots ballots;
  private final List<Purification> purifications = new ArrayList<>();

  private RecordedAnswer(
      Classifier victim, INDArray images, List<VoteGroup> groups, PurifierConfig config) {
    this.victim = victim;
    this.images = images;
    this.groups = groups;
    this.ballots =
        new Ballots((int) images.size(0), config.voteRule(), config.votes(), new EarlyExit.None());
  }

  /**
   * Purifies and asks.
   *
   * @param purify makes a recorded purification of a batch
   * @param draw which answer; its votes are numbered from it
   */
  static RecordedAnswer of(
      PurifierConfig config,
      Classifier victim,
      BiFunction<INDArray, Draw, Purification> purify,
      INDArray images,
      Draw draw) {
    int votes = config.votes();
    List<VoteGroup> groups = VoteGroup.all((int) images.size(0), votes, config.batchSize());
    RecordedAnswer answer = new RecordedAnswer(victim, images, groups, config);
    for (VoteGroup group : groups) {
      Purification purification = purify.apply(group.images(images), group.draw(draw, votes));
      answer.purifications.add(purification);
      answer.ballots.add(group, victim.logits(purification.images()));
    }
    return answer;
  }

  /** {@code [n, k]}, logarithms of probabilities. */
  INDArray logits() {
    return ballots.logits();
  }

  /**
   * Vector-Jacobian product of {@link #logits}.
   *
   * @param cotangent from the logits to dL/dlogits, called once
   */
  INDArray gradient(UnaryOperator<INDArray> cotangent) {
    INDArray ofLogits = cotangent.apply(logits());
    INDArray sum = Nd4j.zeros(purifications.get(0).images().dataType(), images.shape());
    for (int i = 0; i < groups.size(); i++) {
      INDArray ofVotes = ballots.pullback(groups.get(i), ofLogits);
      Purification purification = purifications.get(i);
      INDArray ofPurified = victim.inputGradient(purification.images(), logits -> ofVotes);
      groups.get(i).addTo(sum, purification.gradient(ofPurified));
    }
    return sum;
  }
}
