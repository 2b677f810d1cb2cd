package org.purify4j.diffusion.catalogue;

import java.util.List;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.GuidanceScales;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.guidance.Squeeze;
import org.purify4j.diffusion.guidance.Squeezes;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;
import org.purify4j.diffusion.vote.EarlyExit;
import org.purify4j.diffusion.vote.EarlyExits;

/**
 * A list, and the type whose values it holds.
 *
 * @param type the family's interface
 * @param list its members
 */
record Family<T extends Textual>(Class<T> type, Catalogue<T> list) {
  /** Every list of the library. */
  static List<Family<?>> all() {
    return List.of(
        new Family<>(Sampler.class, Samplers.ALL),
        new Family<>(NoiseLevel.class, NoiseLevels.ALL),
        new Family<>(Respacing.class, Respacings.ALL),
        new Family<>(EnergyTerm.class, EnergyTerms.ALL),
        new Family<>(OutputReference.class, OutputReferences.ALL),
        new Family<>(Squeeze.class, Squeezes.ALL),
        new Family<>(GuidanceScale.class, GuidanceScales.ALL),
        new Family<>(EarlyExit.class, EarlyExits.ALL));
  }
}
