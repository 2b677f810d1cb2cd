package org.purify4j.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.purify4j.defence.Undefended;
import org.purify4j.evaluate.Proportion;

/**
 * One purifier with one number of draws in the table of a sweep.
 *
 * @param sampler name of the sampler; {@value Undefended#NAME} for the bare classifier
 * @param timestep where it starts
 * @param steps network calls of one purification
 * @param guidance name of the guidance
 * @param draws purifications over which the classifier's answers are averaged
 * @param networkCallsPerImage diffusion-network passes of one answer for one image
 * @param secondsPerImage mean time of one answer for one image, in seconds, without the first batch
 * @param clean accuracy on the images as they are
 * @param attacked accuracy on the attacked images
 * @param front whether no other row is as cheap and better, or cheaper and as good, in the attacked
 *     accuracy
 * @param cleanRight by image, whether the clean one is classified correctly
 * @param attackedRight by image, whether the attacked one is
 * @param zeroGradients for the bare classifier, by image, at how many steps of the attack the
 *     gradient was exactly 0; empty for a purifier, which the attack does not see
 * @param purifier all its settings, the draws being its votes
 */
public record SweepRow(
    String sampler,
    int timestep,
    int steps,
    String guidance,
    int draws,
    double networkCallsPerImage,
    double secondsPerImage,
    Proportion clean,
    Proportion attacked,
    boolean front,
    boolean[] cleanRight,
    boolean[] attackedRight,
    List<Integer> zeroGradients,
    JsonNode purifier) {
  public SweepRow {
    zeroGradients = List.copyOf(zeroGradients);
  }

  SweepRow withFront(boolean newFront) {
    return new SweepRow(
        sampler,
        timestep,
        steps,
        guidance,
        draws,
        networkCallsPerImage,
        secondsPerImage,
        clean,
        attacked,
        newFront,
        cleanRight,
        attackedRight,
        zeroGradients,
        purifier);
  }

  /** Whether it is the bare classifier. */
  public boolean undefended() {
    return sampler.equals(Undefended.NAME);
  }

  /**
   * Whether it is at least as cheap and as accurate as the other row, and better in one of the two.
   */
  boolean dominates(SweepRow other) {
    double calls = networkCallsPerImage;
    double right = attacked.estimate();
    double otherCalls = other.networkCallsPerImage;
    double otherRight = other.attacked.estimate();
    return calls <= otherCalls && right >= otherRight && (calls < otherCalls || right > otherRight);
  }

  /** The combination that it belongs to. */
  RowKey key() {
    return new RowKey(sampler, timestep, steps, guidance);
  }
}
