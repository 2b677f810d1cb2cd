package org.purify4j.diffusion.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.NoiseSeed;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.VoteRule;

/**
 * All settings of a purification: everything that determines it except the model, the victim and
 * the image.
 *
 * @param rounds the noise level of each round, at least one; each later round starts from the
 *     result of the one before
 * @param respacing which steps are taken
 * @param sampler how a step is taken
 * @param clipping whether x̂_0 is clipped to [−1, 1]
 * @param guidance the energy whose gradient guides the steps
 * @param votes number of independent purifications of an image whose classifications are combined,
 *     at least 1
 * @param voteRule how they are combined
 * @param earlyExit when an image needs no more of them
 * @param seed the run seed of all noise: secret, unless one is fixed for a test or an evaluation
 * @param batchSize images purified at once, at most; a smaller batch is padded to the next power of
 *     two
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
    NoiseSeed seed,
    int batchSize) {
  /** The default number of images purified at once. */
  public static final int DEFAULT_BATCH_SIZE = 8;

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
    Bound.ROUNDS.require(rounds.size());
    Bound.VOTES.require(votes);
    Bound.BATCH_SIZE.require(batchSize);
  }

  /**
   * Creates settings for one unguided round from this noise level: every step, ancestral sampling,
   * x̂_0 clipped, one vote, no early exit, a secret seed.
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
        NoiseSeed.secret(),
        DEFAULT_BATCH_SIZE);
  }

  /**
   * Parses what {@link #toJson} wrote. A missing {@code earlyExit} means none, so that settings
   * saved before it existed, inside networks too, keep their meaning.
   *
   * @throws IllegalArgumentException if another field is missing, or one is unknown or out of range
   */
  public static PurifierConfig fromJson(String json) {
    try {
      JsonNode tree = READER.readTree(json);
      if (!(tree instanceof ObjectNode fields)) {
        throw new IllegalArgumentException(
            "purifier configuration: got JSON that is not an object, must be an object");
      }
      if (!fields.has(EARLY_EXIT)) {
        fields.put(EARLY_EXIT, new EarlyExit.None().text());
      }
      return READER.treeToValue(fields, PurifierConfig.class);
    } catch (JsonProcessingException e) {
      String why =
          e.getCause() instanceof IllegalArgumentException refusal
              ? String.valueOf(refusal.getMessage())
              : e.getOriginalMessage();
      throw new IllegalArgumentException("purifier configuration: " + why, e);
    }
  }

  /**
   * Checks that a model's schedule reaches every round's noise level and has steps enough.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void requireSchedule(NoiseSchedule schedule) {
    for (NoiseLevel level : rounds) {
      int start = level.startStep(schedule);
      NoiseSchedule kept = schedule.respaced(respacing.steps(schedule.timesteps(), start));
      new NoiseLevel.Timestep(schedule.modelTimestep(start)).startStep(kept);
    }
  }

  /**
   * Returns the draw of images that have no ids: fresh ones if the seed is secret, and ones of
   * their content if it is fixed, so that runs can be repeated.
   *
   * @param images {@code [n, c, h, w]}
   */
  public Draw draw(INDArray images) {
    return seed.isSecret() ? Draw.fresh(images.size(0)) : Draw.ofContent(images);
  }

  /** Returns the settings as JSON. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("purifier configuration cannot be written as JSON", e);
    }
  }

  /** Returns a copy with other rounds. */
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

  /** Returns a copy with other steps. */
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

  /** Returns a copy with another sampler. */
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

  /** Returns a copy with x̂_0 clipped or not. */
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

  /** Returns a copy with other guidance. */
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

  /** Returns a copy with another number of votes, combined by a rule. */
  public PurifierConfig withVotes(int newVotes, VoteRule newRule) {
    return new PurifierConfig(
        rounds, respacing, sampler, clipping, guidance, newVotes, newRule, earlyExit, seed,
        batchSize);
  }

  /** Returns a copy with another early exit. */
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

  /**
   * Returns a copy whose noise is that of a fixed seed, for evaluations and tests: runs can be
   * repeated, and so can they by an attacker who knows the seed. Never deploy it.
   */
  public PurifierConfig withSeed(long newSeed) {
    return withSeed(NoiseSeed.fixed(newSeed));
  }

  /** Returns a copy whose seed is drawn anew for each purifier, and never saved. */
  public PurifierConfig withSecretSeed() {
    return withSeed(NoiseSeed.secret());
  }

  private PurifierConfig withSeed(NoiseSeed newSeed) {
    return new PurifierConfig(
        rounds, respacing, sampler, clipping, guidance, votes, voteRule, earlyExit, newSeed,
        batchSize);
  }

  /** Returns a copy with another batch size; no result depends on it. */
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
