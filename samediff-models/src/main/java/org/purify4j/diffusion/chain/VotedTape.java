package org.purify4j.diffusion.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.vote.Election;
import org.purify4j.diffusion.vote.VoteGroup;

/** The combined logits of all votes on at most one batch of images, recorded for their gradient. */
final class VotedTape implements Tape {
  private final Election election;
  private final INDArray images;
  private final List<Part> parts = new ArrayList<>();

  /** Votes that shared a batch, with the tapes of their purification and of the victim's logits. */
  private record Part(VoteGroup group, Tape purified, Tape logits) {}

  /** Creates a tape without votes. */
  VotedTape(Election election, INDArray images) {
    this.election = election;
    this.images = images;
  }

  /** Adds the votes of a batch. */
  void add(VoteGroup group, Tape purified, Tape logits) {
    parts.add(new Part(group, purified, logits));
    election.count(group, logits.output());
  }

  /** Log-probabilities, {@code [n, k]}. */
  @Override
  public INDArray output() {
    return election.logits();
  }

  @Override
  public INDArray gradient(INDArray ofLogits) {
    INDArray sum = Nd4j.zeros(parts.get(0).purified().output().dataType(), images.shape());
    for (Part part : parts) {
      INDArray ofVotes = election.pullback(part.group(), ofLogits);
      INDArray ofPurified = part.logits().gradient(ofVotes);
      part.group().addTo(sum, part.purified().gradient(ofPurified));
    }
    return sum;
  }

  /**
   * Computes the gradient of the cross-entropy of the combined logits with respect to the images.
   *
   * @param labels the true class of each image
   */
  ScaledGradient ofCrossEntropy(int[] labels) {
    List<ScaledGradient> ofVotes = new ArrayList<>();
    double[] logScales = new double[labels.length];
    Arrays.fill(logScales, Double.NEGATIVE_INFINITY);
    for (Part part : parts) {
      ScaledGradient ofPart = election.ofCrossEntropy(part.group(), part.logits().output(), labels);
      ofVotes.add(ofPart);
      logScales = part.group().largest(ofPart.logScales(), logScales);
    }
    INDArray sum = Nd4j.zeros(parts.get(0).purified().output().dataType(), images.shape());
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      INDArray ofLogits = ofVotes.get(i).at(part.group().ofRows(logScales));
      part.group().addTo(sum, part.purified().gradient(part.logits().gradient(ofLogits)));
    }
    return new ScaledGradient(sum, logScales);
  }

  @Override
  public void close() {
    parts.forEach(part -> part.logits().close());
    parts.forEach(part -> part.purified().close());
  }
}
