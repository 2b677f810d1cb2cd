package org.purify4j.defence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.VoteRule;

/** A classifier behind a purifier. Owns the purifier and closes it; the caller owns the victim. */
public final class PurifierDefence implements Defence {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Purifier purifier;
  private final NoisyClassifier purified;
  private final GradientMode mode;
  private final Respacing surrogate;

  /**
   * Creates the defence of a classifier by a purifier.
   *
   * @param name its name in reports
   * @param purifier purifies the images before they are classified; owned by the defence
   * @param victim the classifier
   * @param mode how an adaptive attack differentiates the two
   * @param surrogate the steps of {@link GradientMode#SURROGATE}
   */
  public PurifierDefence(
      String name, Purifier purifier, Classifier victim, GradientMode mode, Respacing surrogate) {
    this.name = name;
    this.purifier = purifier;
    this.mode = mode;
    this.surrogate = surrogate;
    this.purified = new PurifiedClassifier(purifier, victim, mode, surrogate);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JsonNode settings() {
    try {
      return JSON.readTree(purifier.config().toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings: got JSON that cannot be read back", e);
    }
  }

  @Override
  public Randomness randomness() {
    return Randomness.RANDOMISED;
  }

  @Override
  public NoisyClassifier classifier() {
    return purified;
  }

  @Override
  public NoisyClassifier target() {
    return purified;
  }

  @Override
  public Optional<String> caveat() {
    return switch (mode) {
      case EXACT -> votes();
      case UNGUIDED ->
          purifier.config().guidance().unguided()
              ? votes()
              : Optional.of("its chain was differentiated without the guidance that it has");
      case SURROGATE ->
          Optional.of(
              "the gradient was that of a chain of other steps without guidance ("
                  + surrogate.text()
                  + ")");
      case BPDA -> Optional.of("the purifier was differentiated as if it did nothing (BPDA)");
      case NONE -> Optional.of("the purifier was not known to the attack");
    };
  }

  private Optional<String> votes() {
    return voteCaveat(purifier.config());
  }

  /** In what the exact gradient falls short of votes that are counted. */
  public static Optional<String> voteCaveat(PurifierConfig config) {
    return config.voteRule() == VoteRule.MAJORITY && config.votes() > 1
        ? Optional.of("its majority vote was differentiated as a mean of probabilities")
        : Optional.empty();
  }

  @Override
  public long imagePasses() {
    return purifier.cost().imagePasses();
  }

  @Override
  public void close() {
    purifier.close();
  }
}
