package org.purify4j.diffusion.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A schedule given by its β, for models with none of the known schedules.
 *
 * @param betas β of every step, each in (0, 1)
 */
public record ExplicitBetas(List<Double> betas) implements ScheduleSpec {
  @JsonCreator
  public ExplicitBetas(@JsonProperty("betas") List<Double> betas) {
    Timesteps.require(betas.size(), 1);
    this.betas = List.copyOf(betas);
    build();
  }

  @Override
  @JsonIgnore
  public int timesteps() {
    return betas.size();
  }

  @Override
  public NoiseSchedule build() {
    return NoiseSchedule.ofBetas(betas.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
