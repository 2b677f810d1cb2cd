package org.purify4j.diffusion.vote;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Softmax;

/** The {@link Ballot} of each of several images, as arrays in and out. */
public final class Ballots {
  private final Ballot[] ballots;
  private final StoppingRule[] rules;
  private final boolean[] finished;
  private DataType type = DataType.FLOAT;

  /**
   * Empty ballots.
   *
   * @param images how many
   * @param rule how the votes of an image become one answer
   * @param votes how many there are at most
   * @param exit when an image has enough of them
   */
  public Ballots(int images, VoteRule rule, int votes, EarlyExit exit) {
    ballots = new Ballot[images];
    rules = new StoppingRule[images];
    finished = new boolean[images];
    for (int i = 0; i < images; i++) {
      ballots[i] = new Ballot(rule);
      rules[i] = StoppingRule.of(exit, votes);
    }
  }

  /** Whether an image has votes enough. */
  public boolean finished(int image) {
    return finished[image];
  }

  /** How many votes each image has. */
  public int[] sizes() {
    return Arrays.stream(ballots).mapToInt(Ballot::size).toArray();
  }

  /** Adds the votes of a group. Each image's come in order, and none counts once it is finished. */
  public void add(VoteGroup group, INDArray logits) {
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

  /** Logarithms of the joint probabilities, {@code [n, k]}, of the type of the votes. */
  public INDArray logits() {
    return array(Arrays.stream(ballots).map(Ballot::logits).toArray(double[][]::new));
  }

  /**
   * The gradient with respect to the logits of a group's votes.
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
