package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.real;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** The factor s of the guidance gradient at each step. {@link GuidanceScales} lists them all. */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(GuidanceScales.Names.class)
public interface GuidanceScale extends Textual {
  /**
   * Parses a text form, such as {@code gdmp0.1}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static GuidanceScale parse(String text) {
    return GuidanceScales.ALL.parse(text);
  }

  /** Returns s at a step. */
  double at(NoiseSchedule schedule, int step);

  /**
   * A constant scale, the same at every step.
   *
   * @param scale s, within {@link Bound#SCALE}
   */
  record Constant(double scale) implements GuidanceScale {
    /** The entry of this scale in {@link GuidanceScales}. */
    public static final Kind<GuidanceScale> KIND =
        new Kind<>(
            "constant",
            Constant.class,
            "scaleS",
            "S at every step",
            "scale0.5",
            text -> after("scale", text).map(s -> new Constant(real("scale", s))));

    public Constant {
      Bound.SCALE.require(scale);
    }

    @Override
    public String text() {
      return "scale" + Spelling.text(scale);
    }

    @Override
    public double at(NoiseSchedule schedule, int step) {
      return scale;
    }
  }

  /**
   * The scale s·3·sqrt(1 − ᾱ_t)/(γ·sqrt(ᾱ_t)), γ = 2ε, of GDMP: strong while the noise outweighs
   * the attack (Wang et al. 2022, GDMP, eq. 9).
   *
   * @param scale s, within {@link Bound#SCALE}
   * @param epsilon ε, the size of the expected attack on images in [0, 1]; positive and at most 1
   */
  record Gdmp(double scale, double epsilon) implements GuidanceScale {
    /** ε of the usual attacks on CIFAR-10 (Wang et al. 2022). */
    public static final double DEFAULT_EPSILON = 8 / 255.0;

    /** The entry of this scale in {@link GuidanceScales}. */
    public static final Kind<GuidanceScale> KIND =
        new Kind<>(
            "gdmp",
            Gdmp.class,
            "gdmpS[,EPS]",
            "S times GDMP's (Wang et al. 2022), for an attack of size EPS, 8/255 by default",
            "gdmp0.1,4/255",
            text -> after("gdmp", text).map(Gdmp::read));

    public Gdmp {
      Bound.SCALE.require(scale);
      if (!(epsilon > 0 && epsilon <= 1)) {
        throw new IllegalArgumentException(
            "epsilon: got " + epsilon + ", must be positive and at most 1");
      }
    }

    private static Gdmp read(String numbers) {
      String[] parts = numbers.split(",", 2);
      double epsilon = parts.length == 1 ? DEFAULT_EPSILON : real("gdmp", parts[1]);
      return new Gdmp(real("gdmp", parts[0]), epsilon);
    }

    @Override
    public String text() {
      String factor = "gdmp" + Spelling.text(scale);
      return epsilon == DEFAULT_EPSILON ? factor : factor + "," + Spelling.text(epsilon);
    }

    @Override
    public double at(NoiseSchedule schedule, int step) {
      return scale * 3 * schedule.sigma(step) / (2 * epsilon);
    }
  }
}
