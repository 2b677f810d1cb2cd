package org.purify4j.diffusion.vote;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.noise.Draw;

/**
 * The votes that share a batch, in any order and on any images; each vote is one row of the batch.
 */
public final class VoteGroup {
  private final List<Vote> votes;

  VoteGroup(List<Vote> votes) {
    this.votes = List.copyOf(votes);
  }

  List<Vote> votes() {
    return votes;
  }

  /** Whether the group has no votes. */
  public boolean isEmpty() {
    return votes.isEmpty();
  }

  /** Returns the number of the image that a row is a vote on. */
  public int image(int row) {
    return votes.get(row).image();
  }

  /**
   * Gathers the image of each row.
   *
   * @param all all images, {@code [n, c, h, w]}, not modified
   * @return {@code [votes, c, h, w]}, freshly allocated
   */
  public INDArray images(INDArray all) {
    INDArray batch = Nd4j.createUninitialized(all.dataType(), shape(all));
    for (int i = 0; i < votes.size(); i++) {
      row(batch, i).assign(row(all, votes.get(i).image()));
    }
    return batch;
  }

  /**
   * Returns the largest number of each image's rows.
   *
   * @param ofRows one number for each row
   * @param images one number for each image, to be exceeded
   * @return one number for each image
   */
  public double[] largest(double[] ofRows, double[] images) {
    double[] largest = images.clone();
    for (int i = 0; i < ofRows.length; i++) {
      int image = votes.get(i).image();
      largest[image] = Math.max(largest[image], ofRows[i]);
    }
    return largest;
  }

  /**
   * Returns the number of each row's image.
   *
   * @param ofImages one number for each image
   */
  public double[] ofRows(double[] ofImages) {
    return votes.stream().mapToDouble(vote -> ofImages[vote.image()]).toArray();
  }

  /**
   * Adds each row to its image.
   *
   * @param all {@code [n, c, h, w]}, modified
   * @param batch {@code [votes, c, h, w]}, not modified
   */
  public void addTo(INDArray all, INDArray batch) {
    for (int i = 0; i < votes.size(); i++) {
      row(all, votes.get(i).image()).addi(row(batch, i));
    }
  }

  /**
   * Copies the rows of first votes to their images.
   *
   * @param all {@code [n, c, h, w]}, overwritten
   * @param batch {@code [votes, c, h, w]}, not modified
   */
  public void copyFirst(INDArray all, INDArray batch) {
    for (int i = 0; i < votes.size(); i++) {
      if (votes.get(i).number() == 0) {
        row(all, votes.get(i).image()).assign(row(batch, i));
      }
    }
  }

  /**
   * Returns the draw of each row: vote v of draw d is draw d·count + v.
   *
   * @param all ids and draws of all images
   * @param count number of votes of an image
   */
  public Draw draw(Draw all, int count) {
    long[] ids = new long[votes.size()];
    long[] indices = new long[votes.size()];
    for (int i = 0; i < ids.length; i++) {
      Vote vote = votes.get(i);
      ids[i] = all.imageIds()[vote.image()];
      indices[i] = all.indices()[vote.image()] * count + vote.number();
    }
    return new Draw(ids, indices);
  }

  private long[] shape(INDArray all) {
    long[] shape = all.shape().clone();
    shape[0] = votes.size();
    return shape;
  }

  private static INDArray row(INDArray batch, int i) {
    return Rows.of(batch, i, i + 1);
  }
}
