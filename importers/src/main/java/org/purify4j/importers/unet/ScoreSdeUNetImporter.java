package org.purify4j.importers.unet;

import java.util.List;
import java.util.Locale;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.schedule.VpSde;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.diffusion.unet.ScoreSdeUNet;
import org.purify4j.diffusion.unet.ScoreSdeUNet.BlockType;
import org.purify4j.diffusion.unet.ScoreSdeUNet.ImagePath;
import org.purify4j.diffusion.unet.ScoreSdeUNet.Sum;
import org.purify4j.importers.family.Sign;

/**
 * DDPM++ and NCSN++ of score_sde_pytorch with a variance-preserving SDE, as DiffPure uses them too.
 * Channels, blocks, their type and attention places are inferred; whether sums are rescaled, the
 * range of β and whether time is continuous are given or assumed.
 */
final class ScoreSdeUNetImporter extends StrictUNetImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.has("all_modules.0.weight"),
          Sign.has("all_modules.3.GroupNorm_0.weight"),
          Sign.has("all_modules.3.Dense_0.weight"));

  /** The network is told 999·u for a continuous time u. */
  private static final double LABELS = 999;

  /** The resolution at which the authors' networks for CIFAR-10 have attention, in pixels. */
  private static final int ATTENTION_RESOLUTION = 16;

  ScoreSdeUNetImporter() {
    super(
        ScoreSdeUNet.FAMILY,
        "DDPM++ and NCSN++ of score_sde (VP), also as in DiffPure",
        SIGNS,
        known());
  }

  @Override
  DecidedModel decide(TensorShapes shapes, HyperParameters given) {
    ScoreSdeTensors tensors = new ScoreSdeTensors(shapes);
    Decisions decisions = new Decisions(given, "score_sde's vp/cifar10_ddpmpp_continuous");
    boolean continuous = decisions.choose("continuous", given::flag, true);
    ScoreSdeUNet network = network(tensors, decisions, continuous ? LABELS : 1);
    NoiseSettings noise = new NoiseSettings(decisions);
    int imageSize =
        noise.imageSize("image_size", UsualSize.of(network.resolutions(), ATTENTION_RESOLUTION));
    AttentionPlaces.inPixels(decisions, "attn_resolutions", network.resolutions(), imageSize);
    return new DecidedModel(
        network,
        schedule(decisions, continuous),
        Prediction.NOISE,
        noise.variance(network.inChannels(), network.outChannels(), VarianceType.FIXED_LARGE),
        continuous ? TimeUnit.SDE : TimeUnit.STEPS,
        imageSize,
        decisions.facts());
  }

  private static ScoreSdeUNet network(
      ScoreSdeTensors tensors, Decisions decisions, double timeScale) {
    HyperParameters given = decisions.given();
    Resolutions resolutions = tensors.resolutions();
    BlockType type = tensors.blockType();
    ImagePath path = tensors.imagePath();
    decisions.inferred("num_channels", tensors.inChannels(), given::integer);
    decisions.inferred("nf", tensors.baseChannels(), given::integer);
    ResolutionNotes.add(decisions, resolutions, tensors.baseChannels(), "ch_mult");
    decisions.inferred("resblock_type", lower(type), given::text);
    decisions.inferred("progressive_input", lower(path), given::text);
    return new ScoreSdeUNet(
        tensors.inChannels(),
        tensors.baseChannels(),
        resolutions,
        type,
        filter(tensors, decisions),
        // score_sde's networks with blocks of DDPM do not rescale, all others do
        decisions.choose("skip_rescale", given::flag, type == BlockType.BIGGAN)
            ? Sum.RESCALED
            : Sum.PLAIN,
        path,
        timeScale,
        tensors.sigmas());
  }

  private static Filter filter(ScoreSdeTensors tensors, Decisions decisions) {
    HyperParameters given = decisions.given();
    String name = "fir";
    tensors.filter().ifPresent(shown -> decisions.inferred(name, shown == Filter.FIR, given::flag));
    return tensors
        .filter()
        .orElseGet(() -> decisions.choose(name, given::flag, false) ? Filter.FIR : Filter.BOX);
  }

  private static ScheduleSpec schedule(Decisions decisions, boolean continuous) {
    HyperParameters given = decisions.given();
    int timesteps =
        decisions
            .given("diffusion_steps", given::integer)
            .orElseGet(
                () -> decisions.choose("num_scales", given::integer, VpSde.DEFAULT_TIMESTEPS));
    double first = decisions.choose("beta_min", given::real, VpSde.DEFAULT_BETA_MIN);
    double last = decisions.choose("beta_max", given::real, VpSde.DEFAULT_BETA_MAX);
    return continuous
        ? new VpSde(timesteps, first, last)
        : new LinearBetas(timesteps, first / timesteps, last / timesteps);
  }

  private static Vocabulary known() {
    return TrainingSettings.addTo(new Vocabulary("score_sde"))
        .honours(
            "attention_downsampling",
            "attn_resolutions",
            "beta_max",
            "beta_min",
            "ch_mult",
            "continuous",
            "diffusion_steps",
            "fir",
            "image_size",
            "nf",
            "num_channels",
            "num_res_blocks",
            "num_scales",
            "progressive_input",
            "resblock_type",
            "skip_rescale",
            "variance")
        .only("attention_type", "ddpm")
        .only("centered", true)
        .only("conditional", true)
        .only("conv_size", 3)
        .only("embedding_type", "positional")
        .only("fir_kernel", List.of(1, 3, 3, 1), "1,3,3,1")
        .only("name", "ncsnpp", "ddpm")
        .only("noise_schedule", "vp")
        .only("nonlinearity", "swish")
        .only("normalization", "GroupNorm")
        .only("predicts", "epsilon", "noise")
        .only("progressive", "none")
        .only("resamp_with_conv", true)
        .only("scale_by_sigma", false)
        .only("sde", "vpsde")
        .harmless(
            "of networks with input_skip, Fourier features or a VE-SDE alone",
            "fourier_scale",
            "progressive_combine",
            "sigma_max",
            "sigma_min")
        .harmless("the weights' first values", "init_scale")
        .harmless("weigh the loss of training", "likelihood_weighting", "reduce_mean")
        .harmless(
            TrainingSettings.TRAINING,
            "eval_freq",
            "snapshot_freq_for_preemption",
            "snapshot_sampling")
        .harmless(
            TrainingSettings.SAMPLING,
            "corrector",
            "method",
            "n_steps_each",
            "noise_removal",
            "predictor",
            "probability_flow",
            "snr");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
