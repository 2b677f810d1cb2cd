package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.required;
import static org.purify4j.cli.shell.GlobalOptions.value;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.Options;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.SweepPlan;

/** The options that settle which purifiers a sweep measures. */
public final class SweepOptions {
  private static final String TIMESTEPS = "timesteps";
  private static final String NFES = "nfes";
  private static final String SAMPLERS = "samplers";
  private static final String DRAWS = "draws";
  private static final String DEFAULT_SAMPLER = "ddpm";
  private static final int DEFAULT_DRAWS = 1;

  private SweepOptions() {}

  public static Options add(Options options) {
    return options
        .addOption(
            required(TIMESTEPS, "T[,T]", "where purifiers start, in steps of the model's schedule"))
        .addOption(
            required(NFES, "N[,N]", "their numbers of reverse steps, as --nfe of 'evaluate'"))
        .addOption(value(SAMPLERS, "S[,S]", SamplerSpec.HELP + ". Default " + DEFAULT_SAMPLER))
        .addOption(
            value(
                DRAWS,
                "K[,K]",
                "purifications over which the victim's probabilities are averaged; fewer are the"
                    + " first of more, at no cost. Default "
                    + DEFAULT_DRAWS));
  }

  /** Reads them. */
  public static SweepPlan read(Arguments arguments, long seed, int batch) {
    Map<String, Guidance> guidances = PurifierOptions.guidances(arguments);
    return new SweepPlan(
        arguments.wholes(TIMESTEPS, 0),
        arguments.wholes(NFES, 1),
        samplers(arguments),
        guidances.isEmpty() ? Map.of(Combination.UNGUIDED, Guidance.none()) : guidances,
        arguments.has(DRAWS) ? arguments.wholes(DRAWS, 1) : List.of(DEFAULT_DRAWS),
        seed,
        batch);
  }

  /** The grid, for the report. */
  public static ObjectNode grid(SweepPlan plan) {
    ObjectNode grid = JsonFile.JSON.createObjectNode();
    ArrayNode timesteps = grid.putArray(TIMESTEPS);
    plan.timesteps().forEach(timesteps::add);
    ArrayNode calls = grid.putArray(NFES);
    plan.calls().forEach(calls::add);
    ArrayNode samplers = grid.putArray(SAMPLERS);
    plan.samplers().keySet().forEach(samplers::add);
    ArrayNode guidances = grid.putArray("guidances");
    plan.guidances().keySet().forEach(guidances::add);
    return grid;
  }

  private static Map<String, Sampler> samplers(Arguments arguments) {
    List<String> names =
        arguments.has(SAMPLERS) ? arguments.list(SAMPLERS) : List.of(DEFAULT_SAMPLER);
    Map<String, Sampler> samplers = new LinkedHashMap<>();
    for (String name : names) {
      String known = name.strip().toLowerCase(Locale.ROOT);
      samplers.put(known, SamplerSpec.parse(SAMPLERS, known));
    }
    return samplers;
  }
}
