package org.purify4j.importers.unet;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.ExplicitBetas;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.LucidrainsUNet;
import org.purify4j.importers.checkpoint.Checkpoint;
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
    super(LucidrainsUNet.FAMILY, "lucidrains' denoising-diffusion-pytorch", SIGNS, known());
  }

  private static Vocabulary known() {
    return TrainingSettings.addTo(new Vocabulary("denoising-diffusion-pytorch"))
        .honours(
            "attn_dim_head",
            "attn_heads",
            "beta_schedule",
            "channels",
            "diffusion_steps",
            "dim",
            "dim_mults",
            "full_attn",
            "image_size",
            "init_dim",
            "learned_variance",
            "level_channels",
            "noise_schedule",
            "objective",
            "out_dim",
            "predicts",
            "variance")
        .only("auto_normalize", true)
        .only("learned_sinusoidal_cond", false)
        .only("random_fourier_features", false)
        .only("rescale_timesteps", false)
        .only("self_condition", false)
        .only("sinusoidal_pos_emb_theta", 10000)
        .harmless("of learned frequencies alone", "learned_sinusoidal_dim")
        .harmless("the same result, faster", "flash_attn")
        .harmless("the form of beta_schedule, which the tables hold", "schedule_fn_kwargs")
        .harmless(
            "weigh or disturb the loss of training",
            "immiscible",
            "min_snr_gamma",
            "min_snr_loss_weight",
            "offset_noise_strength",
            "p2_loss_weight_gamma",
            "p2_loss_weight_k")
        .harmless(
            TrainingSettings.TRAINING,
            "augment_horizontal_flip",
            "calculate_fid",
            "convert_image_to",
            "ema_update_every",
            "folder",
            "inception_block_idx",
            "mixed_precision_type",
            "num_fid_samples",
            "num_samples",
            "results_folder",
            "save_and_sample_every",
            "save_best_and_latest_only",
            "split_batches",
            "train_batch_size",
            "train_lr",
            "train_num_steps")
        .harmless(TrainingSettings.SAMPLING, "ddim_sampling_eta", "sampling_timesteps");
  }

  @Override
  Set<String> unused(Checkpoint checkpoint) {
    return Set.copyOf(LucidrainsTensors.otherTables(checkpoint));
  }

  @Override
  public List<String> notices(Checkpoint checkpoint) {
    List<String> others = LucidrainsTensors.otherTables(checkpoint);
    return others.isEmpty()
        ? List.of()
        : List.of(
            others.size()
                + " tables have another number of steps than "
                + LucidrainsTensors.BETAS
                + ", on which all of them depend; left out: "
                + String.join(", ", others));
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
    Optional<ScheduleSpec> saved = tables.schedule();
    if (saved.isEmpty()) {
      return noise.schedule(
          decisions.given("beta_schedule", decisions.given()::text).orElse("linear"), 1000);
    }
    ScheduleSpec schedule = saved.get();
    HyperParameters given = decisions.given();
    decisions.mustAgree("noise_schedule", name(schedule), given::text);
    decisions.mustAgree("diffusion_steps", schedule.timesteps(), given::integer);
    given
        .text("beta_schedule")
        .filter(said -> !said.equals(name(schedule)))
        .filter(said -> !(said.equals("sigmoid") && schedule instanceof ExplicitBetas))
        .ifPresent(
            said -> {
              throw decisions.contradiction("beta_schedule", said, name(schedule));
            });
    decisions.inferred(
        "beta_schedule",
        schedule.getClass().getSimpleName() + " of " + schedule.timesteps() + " steps");
    return schedule;
  }

  private static String name(ScheduleSpec schedule) {
    if (schedule instanceof LinearBetas) {
      return "linear";
    }
    return schedule instanceof CosineAlphaBar ? "cosine" : "betas of its own";
  }

  private static Prediction predicts(
      LucidrainsTables tables, ScheduleSpec schedule, Decisions decisions, NoiseSettings noise) {
    Optional<Prediction> shown = tables.predicts(schedule);
    shown.ifPresent(
        prediction -> {
          decisions.inferred("objective", name(prediction), decisions.given()::text);
          noise
              .givenPrediction("predicts")
              .filter(said -> said != prediction)
              .ifPresent(
                  said -> {
                    throw decisions.contradiction("predicts", name(said), name(prediction));
                  });
        });
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
    decisions.inferred("level_channels", network.channels(), given::integers);
    decisions.mustAgree(
        "dim_mults",
        network.channels().stream().map(c -> c / (double) network.timeChannels()).toList(),
        given::reals);
    decisions.mustAgree(
        "learned_variance", network.outChannels() == 2 * network.inChannels(), given::flag);
    requireFullAttention(network, decisions);
    decisions.inferred("full_attn", network.fullAttention());
    decisions.inferred("attn_heads", network.attention().heads(), given::integer);
    decisions.inferred("attn_dim_head", network.attention().headChannels(), given::integer);
  }

  private static boolean flag(String said) {
    if (said.equalsIgnoreCase("true") || said.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(said);
    }
    throw new IllegalArgumentException("full_attn: got " + said + ", must be true or false");
  }

  /** Given for each level, or once for all of them; null stands for the last level alone. */
  private static void requireFullAttention(LucidrainsUNet network, Decisions decisions) {
    List<Boolean> full = network.fullAttention();
    decisions
        .given()
        .texts("full_attn")
        .map(said -> said.stream().map(LucidrainsUNetImporter::flag).toList())
        .map(said -> said.size() == 1 ? Collections.nCopies(full.size(), said.get(0)) : said)
        .filter(said -> !said.equals(full))
        .ifPresent(
            said -> {
              throw decisions.contradiction("full_attn", said, full);
            });
  }
}
