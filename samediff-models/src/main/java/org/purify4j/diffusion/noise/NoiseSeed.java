package org.purify4j.diffusion.noise;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seed of all noise of a purification: secret, or fixed.
 *
 * <p>A secret seed is drawn by {@link SecureRandom} when a purifier is opened and saved nowhere, so
 * that nobody can compute offline what a deployed defence will do. A fixed seed makes runs
 * repeatable; it belongs in evaluations and tests. In JSON a fixed seed is a number, and a secret
 * one the word {@code secret}.
 *
 * @param fixed the fixed seed; empty if the seed is secret
 */
public record NoiseSeed(OptionalLong fixed) {
  private static final Logger LOG = LoggerFactory.getLogger(NoiseSeed.class);
  private static final String SECRET_TEXT = "secret";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoiseSeed SECRET = new NoiseSeed(OptionalLong.empty());

  /** Returns a seed that is drawn anew for each purifier. */
  public static NoiseSeed secret() {
    return SECRET;
  }

  /** Returns a seed that everyone may know. */
  public static NoiseSeed fixed(long value) {
    return new NoiseSeed(OptionalLong.of(value));
  }

  /** Whether it is drawn anew for each purifier. */
  public boolean isSecret() {
    return fixed.isEmpty();
  }

  /** Returns the noise of the fixed seed, or that of a secret seed drawn at this call. */
  public NoiseSource noise() {
    return new GaussianNoise(fixed.orElseGet(RANDOM::nextLong));
  }

  /** Logs one warning if the seed is fixed, for whatever serves requests with it. */
  public void warnIfFixed(String place) {
    if (!isSecret()) {
      LOG.warn(
          "{}: the seed of the noise is fixed, which is for tests: who knows it can compute the"
              + " defence offline (PurifierConfig.withSecretSeed)",
          place);
    }
  }

  @JsonCreator
  static NoiseSeed read(JsonNode json) {
    if (json.isTextual() && json.textValue().equals(SECRET_TEXT)) {
      return SECRET;
    }
    if (!json.isIntegralNumber() || !json.canConvertToLong()) {
      throw new IllegalArgumentException(
          "seed: got " + json + ", must be a whole number of 64 bits, or \"" + SECRET_TEXT + "\"");
    }
    return fixed(json.longValue());
  }

  @JsonValue
  Object json() {
    return isSecret() ? SECRET_TEXT : (Object) fixed.getAsLong();
  }

  @Override
  public String toString() {
    return isSecret() ? SECRET_TEXT : Long.toString(fixed.getAsLong());
  }
}
