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
import org.purify4j.diffusion.classifier.CrossEntropy;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.ScaledGradient;

/**
 * The votes on several images: hands them out in batches, counts the classifier's answers, and
 * combines them.
 *
 * <p>Votes are packed densely, every image's first vote before any image's second, so that only the
 * last batch may be partly empty; an image with enough votes leaves the queue. When fewer images
 * remain than a batch holds, later votes of the same images, which may turn out not to be needed,
 * take the place of padding. Not thread-safe.
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
   * Creates an election without votes.
   *
   * @param images number of images
   * @param rule how the votes of an image are combined
   * @param votes maximum number of votes for each image
   * @param exit when an image has enough of them
   * @param batchSize maximum number of votes in a batch
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
   * Counts the votes of a batch. The votes of an image must come in order; those beyond the ones it
   * needs are ignored.
   *
   * @param logits the classifier's logits {@code [votes of the batch, k]}, not modified
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

  /** Returns the number of votes counted for each image. */
  public int[] sizes() {
    return Arrays.stream(ballots).mapToInt(Ballot::size).toArray();
  }

  /**
   * Returns the log-probabilities of the combined votes, {@code [n, k]}, with the data type of the
   * votes.
   */
  public INDArray logits() {
    return array(Arrays.stream(ballots).map(Ballot::logits).toArray(double[][]::new));
  }

  /**
   * Computes the gradient with respect to the logits of a batch's votes.
   *
   * @param gradient with respect to {@link #logits}, {@code [n, k]}, not modified
   */
  public INDArray pullback(VoteGroup group, INDArray gradient) {
    double[][] ofImages = Softmax.rows(gradient);
    return array(
        group.votes().stream()
            .map(v -> ballots[v.image()].pullback(v.number(), ofImages[v.image()]))
            .toArray(double[][]::new));
  }

  /**
   * Computes the gradient of the cross-entropy with respect to the logits of a batch's votes. The
   * loss is −log of a sum over votes, so each vote has the gradient of its own cross-entropy times
   * its share in the sum.
   *
   * @param logits the classifier's logits {@code [votes of the batch, k]}, not modified
   * @param labels the true class of each image
   * @return one row for each vote
   */
  public ScaledGradient ofCrossEntropy(VoteGroup group, INDArray logits, int[] labels) {
    int[] ofVotes = group.votes().stream().mapToInt(vote -> labels[vote.image()]).toArray();
    ScaledGradient own = new CrossEntropy(ofVotes).gradient(logits);
    double[] logScales = own.logScales().clone();
    for (int i = 0; i < logScales.length; i++) {
      Vote vote = group.votes().get(i);
      logScales[i] += ballots[vote.image()].logShare(vote.number(), ofVotes[i]);
    }
    return new ScaledGradient(own.rows(), logScales);
  }

  private INDArray array(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(type);
  }
}
