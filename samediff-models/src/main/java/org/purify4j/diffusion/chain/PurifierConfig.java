package org.purify4j.diffusion.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteRule;

/**
 * Everything that decides a purification but the model, the victim and the image.
 *
 * @param rounds the noise level of each round, at least one; the next round starts from what the
 *     last one made
 * @param respacing which steps are taken
 * @param sampler how a step is taken
 * @param clipping whether x̂_0 is held to [−1, 1]
 * @param guidance what pulls the steps
 * @param votes independent purifications of an image over which the victim's answers are put
 *     together, at least 1
 * @param voteRule how they are put together
 * @param earlyExit when an image needs no more of them
 * @param seed the run seed of all noise
 * @param batchSize images purified at once, at least 1; the last batch is padded to it
 */
public record PurifierConfig(
    List<NoiseLevel> rounds,
    Respacing respacing,
    Sampler sampler,
    Clipping clipping,
    Guidance guidance,
    int votes,
    VoteRule voteRule,
    EarlyExit earlyExit,
    long seed,
    int batchSize) {
  /** Images purified at once unless said otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 8;

  /** The run seed unless said otherwise: any would do. */
  public static final long DEFAULT_SEED = 0;

  private static final String EARLY_EXIT = "earlyExit";
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
  private static final ObjectReader READER =
      MAPPER
          .readerFor(PurifierConfig.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public PurifierConfig {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("rounds: got none, must be at least one noise level");
    }
    if (votes < 1) {
      throw new IllegalArgumentException("votes: got " + votes + ", must be at least 1");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: got " + batchSize + ", must be at least 1");
    }
  }

  /**
   * One unguided round from this noise level in every step, by ancestral sampling, x̂_0 clipped;
   * one vote, no early exit, seed 0.
   */
  public static PurifierConfig of(NoiseLevel level) {
    return new PurifierConfig(
        List.of(level),
        new Respacing.All(),
        new DdpmSampler(),
        Clipping.UNIT_RANGE,
        Guidance.none(),
        1,
        VoteRule.MEAN_PROBABILITY,
        new EarlyExit.None(),
        DEFAULT_SEED,
        DEFAULT_BATCH_SIZE);
  }

  /**
   * Reads what {@link #toJson} wrote. Where {@code earlyExit} is missing there is none: settings
   * saved before it existed, within networks too, mean what they meant.
   *
   * @throws IllegalArgumentException if another field is missing, or one is unknown or out of range
   */
  public static PurifierConfig fromJson(String json) {
    try {
      JsonNode tree = READER.readTree(json);
      if (!(tree instanceof ObjectNode fields)) {
        throw new IllegalArgumentException(
            "purifier configuration: got JSON of another kind, must be an object");
      }
      if (!fields.has(EARLY_EXIT)) {
        fields.put(EARLY_EXIT, new EarlyExit.None().text());
      }
      return READER.treeToValue(fields, PurifierConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("purifier configuration: " + e.getOriginalMessage(), e);
    }
  }

  /** The JSON form. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("purifier configuration cannot be written as JSON", e);
    }
  }

  /** The same with other rounds. */
  public PurifierConfig withRounds(NoiseLevel... newRounds) {
    return new PurifierConfig(
        List.of(newRounds),
        respacing,
        sampler,
        clipping,
        guidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        batchSize);
  }

  /** The same in other steps. */
  public PurifierConfig withRespacing(Respacing newRespacing) {
    return new PurifierConfig(
        rounds,
        newRespacing,
        sampler,
        clipping,
        guidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        batchSize);
  }

  /** The same with another sampler. */
  public PurifierConfig withSampler(Sampler newSampler) {
    return new PurifierConfig(
        rounds,
        respacing,
        newSampler,
        clipping,
        guidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        batchSize);
  }

  /** The same with x̂_0 clipped or not. */
  public PurifierConfig withClipping(Clipping newClipping) {
    return new PurifierConfig(
        rounds,
        respacing,
        sampler,
        newClipping,
        guidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        batchSize);
  }

  /** The same with other guidance. */
  public PurifierConfig withGuidance(Guidance newGuidance) {
    return new PurifierConfig(
        rounds,
        respacing,
        sampler,
        clipping,
        newGuidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        batchSize);
  }

  /** The same with another number of votes, put together by a rule. */
  public PurifierConfig withVotes(int newVotes, VoteRule newRule) {
    return new PurifierConfig(
        rounds, respacing, sampler, clipping, guidance, newVotes, newRule, earlyExit, seed,
        batchSize);
  }

  /** The same with another early exit. */
  public PurifierConfig withEarlyExit(EarlyExit newEarlyExit) {
    return new PurifierConfig(
        rounds,
        respacing,
        sampler,
        clipping,
        guidance,
        votes,
        voteRule,
        newEarlyExit,
        seed,
        batchSize);
  }

  /** The same with another run seed. */
  public PurifierConfig withSeed(long newSeed) {
    return new PurifierConfig(
        rounds, respacing, sampler, clipping, guidance, votes, voteRule, earlyExit, newSeed,
        batchSize);
  }

  /** The same in batches of another size; no result depends on it. */
  public PurifierConfig withBatchSize(int newBatchSize) {
    return new PurifierConfig(
        rounds,
        respacing,
        sampler,
        clipping,
        guidance,
        votes,
        voteRule,
        earlyExit,
        seed,
        newBatchSize);
  }
}
