package org.purify4j.diffusion.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The definition of a noise schedule: the few numbers that a model's archive stores, from which
 * every table follows.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LinearBetas.class, name = "linear"),
  @JsonSubTypes.Type(value = CosineAlphaBar.class, name = "cosine"),
  @JsonSubTypes.Type(value = VpSde.class, name = "vp"),
  @JsonSubTypes.Type(value = ExplicitBetas.class, name = "betas")
})
public sealed interface ScheduleSpec permits LinearBetas, CosineAlphaBar, VpSde, ExplicitBetas {
  /** Number of timesteps T. */
  int timesteps();

  /** Computes the schedule. */
  NoiseSchedule build();
}
