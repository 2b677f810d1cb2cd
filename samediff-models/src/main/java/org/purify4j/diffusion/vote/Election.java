package org.purify4j.diffusion.vote;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Softmax;

/**
 * The votes on several images: hands them out in batches, counts what a classifier says to each,
 * and puts the answers together.
 *
 * <p>Votes are packed densely, every image's first before any image's second, so that only the last
 * batch is not full; an image that has votes enough leaves the queue. Where fewer images are left
 * than a batch holds, the rest of it is later votes of theirs, which may turn out not to be needed,
 * in the place of padding. Not thread-safe.
 */
public final class Election {
  private final int votes;
  private final int batchSize;
  private final Ballot[] ballots;
  private final StoppingRule[] rules;
  private final boolean[] finished;
  private final Deque<Vote> queue = new ArrayDeque<>();
  private DataType type = DataType.FLOAT;

  /**
   * An election before its first vote.
   *
   * @param images how many there are
   * @param rule how the votes of an image become one answer
   * @param votes how many each image has at most
   * @param exit when an image has enough of them
   * @param batchSize votes that share a batch, at most
   */
  public Election(int images, VoteRule rule, int votes, EarlyExit exit, int batchSize) {
    this.votes = votes;
    this.batchSize = batchSize;
    this.ballots = Stream.generate(() -> new Ballot(rule)).limit(images).toArray(Ballot[]::new);
    this.rules =
        Stream.generate(() -> StoppingRule.of(exit, votes))
            .limit(images)
            .toArray(StoppingRule[]::new);
    this.finished = new boolean[images];
    IntStream.range(0, images).forEach(image -> queue.add(new Vote(image, 0)));
  }

  /** Takes the next batch off the queue; empty when no image needs another vote. */
  public VoteGroup next() {
    List<Vote> batch = new ArrayList<>();
    while (batch.size() < batchSize && !queue.isEmpty()) {
      Vote vote = queue.poll();
      if (!finished[vote.image()]) {
        batch.add(vote);
        if (vote.number() + 1 < votes) {
          queue.add(new Vote(vote.image(), vote.number() + 1));
        }
      }
    }
    return new VoteGroup(batch);
  }

  /**
   * Counts the votes of a batch. Each image's come in order, and none counts once it has enough.
   *
   * @param logits what the classifier said, a row for each vote
   */
  public void count(VoteGroup group, INDArray logits) {
    type = logits.dataType();
    double[][] rows = Softmax.rows(logits);
    for (int i = 0; i < rows.length; i++) {
      int image = group.votes().get(i).image();
      if (!finished[image]) {
        ballots[image].add(rows[i]);
        finished[image] = rules[image].enough(ballots[image]);
      }
    }
  }

  /** How many votes of each image counted. */
  public int[] sizes() {
    return Arrays.stream(ballots).mapToInt(Ballot::size).toArray();
  }

  /** Logarithms of the joint probabilities, {@code [n, k]}, of the type of the votes. */
  public INDArray logits() {
    return array(Arrays.stream(ballots).map(Ballot::logits).toArray(double[][]::new));
  }

  /**
   * The gradient with respect to the logits of a batch's votes.
   *
   * @param gradient with respect to {@link #logits}, {@code [n, k]}
   */
  public INDArray pullback(VoteGroup group, INDArray gradient) {
    double[][] ofImages = Softmax.rows(gradient);
    return array(
        group.votes().stream()
            .map(v -> ballots[v.image()].pullback(v.number(), ofImages[v.image()]))
            .toArray(double[][]::new));
  }

  private INDArray array(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(type);
  }
}
