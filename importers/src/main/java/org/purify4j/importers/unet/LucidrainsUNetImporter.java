package org.purify4j.importers.unet;

import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.LucidrainsUNet;
import org.purify4j.importers.family.Sign;

/**
 * lucidrains' denoising-diffusion-pytorch, alone or inside its {@code GaussianDiffusion}, of which
 * the tables give schedule and prediction. The image size is given or assumed.
 */
final class LucidrainsUNetImporter extends StrictUNetImporter {
  private static final String PREFIX = "(model\\.)?";

  private static final List<Sign> SIGNS =
      List.of(
          Sign.some(PREFIX + "init_conv\\.weight"),
          Sign.some(PREFIX + "time_mlp\\.1\\.weight"),
          Sign.some(PREFIX + "downs\\.0\\.0\\.block1\\.norm\\.g"),
          Sign.some(PREFIX + "mid_attn\\.mem_kv"),
          Sign.some(PREFIX + "final_res_block\\.mlp\\.1\\.weight"));

  private static final int USUAL_IMAGE_SIZE = 128;

  LucidrainsUNetImporter() {
    super(LucidrainsUNet.FAMILY, "lucidrains' denoising-diffusion-pytorch", SIGNS);
  }

  @Override
  DecidedModel decide(TensorShapes shapes, HyperParameters given) {
    Decisions decisions = new Decisions(given, "denoising-diffusion-pytorch's example");
    NoiseSettings noise = new NoiseSettings(decisions);
    LucidrainsUNet network = new LucidrainsTensors(shapes).network();
    noteInferred(network, decisions);
    LucidrainsTables tables = new LucidrainsTables(shapes);
    ScheduleSpec schedule = schedule(tables, decisions, noise);
    return new DecidedModel(
        network,
        schedule,
        predicts(tables, schedule, decisions, noise),
        noise.variance(network.inChannels(), network.outChannels(), VarianceType.FIXED_SMALL),
        TimeUnit.STEPS,
        noise.imageSize("image_size", USUAL_IMAGE_SIZE),
        decisions.facts());
  }

  private static ScheduleSpec schedule(
      LucidrainsTables tables, Decisions decisions, NoiseSettings noise) {
    Optional<ScheduleSpec> saved = noise.givesSchedule() ? Optional.empty() : tables.schedule();
    saved.ifPresent(
        schedule ->
            decisions.inferred(
                "beta_schedule",
                schedule.getClass().getSimpleName() + " of " + schedule.timesteps() + " steps"));
    return saved.orElseGet(() -> noise.schedule("linear", 1000));
  }

  private static Prediction predicts(
      LucidrainsTables tables, ScheduleSpec schedule, Decisions decisions, NoiseSettings noise) {
    Optional<Prediction> shown = tables.predicts(schedule);
    shown.ifPresent(
        prediction -> decisions.inferred("objective", name(prediction), decisions.given()::text));
    return shown.orElseGet(() -> noise.predicts("objective", "pred_v"));
  }

  private static String name(Prediction prediction) {
    return switch (prediction) {
      case NOISE -> "pred_noise";
      case VELOCITY -> "pred_v";
      case CLEAN -> "pred_x0";
      case EDM -> throw new IllegalArgumentException("objective: got EDM, must be lucidrains'");
    };
  }

  private static void noteInferred(LucidrainsUNet network, Decisions decisions) {
    HyperParameters given = decisions.given();
    decisions.inferred("channels", network.inChannels(), given::integer);
    decisions.inferred("out_dim", network.outChannels(), given::integer);
    decisions.inferred("init_dim", network.stemChannels(), given::integer);
    decisions.inferred("dim", network.timeChannels(), given::integer);
    decisions.inferred("level_channels", network.channels());
    decisions.inferred("full_attn", network.fullAttention());
    decisions.inferred("attn_heads", network.attention().heads(), given::integer);
    decisions.inferred("attn_dim_head", network.attention().headChannels(), given::integer);
  }
}
