package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** The factor s of the guidance gradient at each step. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = GuidanceScale.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = GuidanceScale.Gdmp.class, name = "gdmp")
})
public sealed interface GuidanceScale {
  /** s at a step. */
  double at(NoiseSchedule schedule, int step);

  /**
   * The same at every step.
   *
   * @param scale s, finite
   */
  record Constant(double scale) implements GuidanceScale {
    public Constant {
      requireFinite("scale", scale);
    }

    @Override
    public double at(NoiseSchedule schedule, int step) {
      return scale;
    }
  }

  /**
   * s·3·sqrt(1 − ᾱ_t)/(γ·sqrt(ᾱ_t)), γ = 2ε: strong while the noise outweighs the attack (Wang et
   * al. 2022, GDMP, eq. 9).
   *
   * @param scale s, finite
   * @param epsilon ε, the size of the expected attack, images in [0, 1]; positive
   */
  record Gdmp(double scale, double epsilon) implements GuidanceScale {
    public Gdmp {
      requireFinite("scale", scale);
      if (!(epsilon > 0 && epsilon <= 1)) {
        throw new IllegalArgumentException(
            "epsilon: got " + epsilon + ", must be positive and at most 1");
      }
    }

    @Override
    public double at(NoiseSchedule schedule, int step) {
      return scale * 3 * schedule.sigma(step) / (2 * epsilon);
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be finite");
    }
  }
}
