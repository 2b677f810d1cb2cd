package org.purify4j.diffusion.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.vote.Ballots;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.Vote;
import org.purify4j.diffusion.vote.VoteGroup;

/**
 * Puts one call's images to the vote. Votes are packed densely into the purifier's batches, every
 * image's first before any image's second, so that only the last batch is padded; an image that has
 * votes enough leaves the queue. Where fewer images are left than a batch holds, the rest of it is
 * later votes of theirs, which may turn out not to be needed, in the place of padding.
 */
final class Election {
  private final Purifier purifier;
  private final Classifier victim;
  private final INDArray images;
  private final Draw draw;
  private final Ballots ballots;
  private final Deque<Vote> queue = new ArrayDeque<>();

  Election(Purifier purifier, Classifier victim, EarlyExit exit, INDArray images, Draw draw) {
    this.purifier = purifier;
    this.victim = victim;
    this.images = images;
    this.draw = draw;
    this.ballots =
        new Ballots(
            (int) images.size(0), purifier.config().voteRule(), purifier.config().votes(), exit);
  }

  PurifiedAnswer run() {
    for (int i = 0; i < images.size(0); i++) {
      queue.add(new Vote(i, 0));
    }
    INDArray first = Nd4j.createUninitialized(images.dataType(), images.shape());
    for (VoteGroup group = nextBatch(); !group.isEmpty(); group = nextBatch()) {
      Draw noise = group.draw(draw, purifier.config().votes());
      INDArray purified = purifier.purify(group.images(images), noise);
      group.copyFirst(first, purified);
      ballots.add(group, victim.logits(purified));
    }
    return new PurifiedAnswer(ballots.logits(), first, ballots.sizes());
  }

  /** Takes votes off the queue and puts each image's next one at its end. */
  private VoteGroup nextBatch() {
    List<Vote> batch = new ArrayList<>();
    while (batch.size() < purifier.config().batchSize() && !queue.isEmpty()) {
      Vote vote = queue.poll();
      if (!ballots.finished(vote.image())) {
        batch.add(vote);
        if (vote.number() + 1 < purifier.config().votes()) {
          queue.add(new Vote(vote.image(), vote.number() + 1));
        }
      }
    }
    return new VoteGroup(batch);
  }
}
