package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.DdpmUNet;
import org.purify4j.diffusion.unet.DdpmUNet.Resampling;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.importers.family.Sign;

/**
 * The U-Nets of DDPM (Ho et al. 2020) as pesser converted them and DDIM uses them. All of the
 * network is inferred; schedule, variance and image size are given or assumed.
 */
final class DdpmUNetImporter extends StrictUNetImporter {
  private static final String STEM = "conv_in.weight";
  private static final String OUT = "conv_out.weight";
  private static final String TIME = "temb.dense.0.weight";

  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped(TIME, -1, -1),
          Sign.shaped(STEM, -1, -1, 3, 3),
          Sign.has("down.0.block.0.norm1.weight"),
          Sign.shaped("mid.attn_1.q.weight", -1, -1, 1, 1),
          Sign.has("up.0.block.0.conv1.weight"),
          Sign.shaped(OUT, -1, -1, 3, 3));

  private static final Pattern LEVEL = Pattern.compile("down\\.(\\d{1,4})\\..*");
  private static final Pattern BLOCK = Pattern.compile("down\\.0\\.block\\.(\\d{1,4})\\..*");

  /** The resolution at which all networks of the paper have attention, in pixels. */
  private static final int ATTENTION_RESOLUTION = 16;

  DdpmUNetImporter() {
    super(
        DdpmUNet.FAMILY,
        "U-Nets of DDPM (Ho et al. 2020) as converted by pesser and used by DDIM",
        SIGNS,
        known());
  }

  private static Vocabulary known() {
    return TrainingSettings.addTo(new Vocabulary("DDPM"))
        .honours(
            "attention_downsampling",
            "attn_resolutions",
            "beta_end",
            "beta_start",
            "ch",
            "ch_mult",
            "channels",
            "diffusion_steps",
            "image_size",
            "in_channels",
            "noise_schedule",
            "num_diffusion_timesteps",
            "num_res_blocks",
            "out_ch",
            "predicts",
            "resamp_with_conv",
            "resolution",
            "variance",
            "var_type",
            "model_var_type")
        .only("beta_schedule", "linear")
        .only("logit_transform", false)
        .only("model_mean_type", "eps")
        .only("rescale_timesteps", false)
        .only("rescaled", true)
        .only("type", "simple")
        .harmless("the data of training", "category", "out_of_dist")
        .harmless(TrainingSettings.SAMPLING, "ckpt_id", "last_only");
  }

  @Override
  DecidedModel decide(TensorShapes tensors, HyperParameters given) {
    Decisions decisions = new Decisions(given, "DDPM on CIFAR-10");
    NoiseSettings noise = new NoiseSettings(decisions);
    DdpmUNet network = network(tensors);
    noteInferred(network, decisions);
    int imageSize =
        noise.imageSize("resolution", UsualSize.of(network.resolutions(), ATTENTION_RESOLUTION));
    AttentionPlaces.inPixels(decisions, "attn_resolutions", network.resolutions(), imageSize);
    return new DecidedModel(
        network,
        schedule(decisions, noise),
        noise.predicts("predicts", "epsilon"),
        noise.variance(network.inChannels(), network.outChannels(), variance(decisions)),
        TimeUnit.STEPS,
        imageSize,
        decisions.facts());
  }

  /** The general names, or the authors' own of β. */
  private static ScheduleSpec schedule(Decisions decisions, NoiseSettings noise) {
    HyperParameters given = decisions.given();
    Optional<Integer> timesteps = decisions.given("num_diffusion_timesteps", given::integer);
    Optional<Double> first = decisions.given("beta_start", given::real);
    Optional<Double> last = decisions.given("beta_end", given::real);
    boolean own = timesteps.isPresent() || first.isPresent() || last.isPresent();
    return own && !noise.givesSchedule()
        ? new LinearBetas(
            timesteps.orElse(1000),
            first.orElse(LinearBetas.FIRST_OF_1000),
            last.orElse(LinearBetas.LAST_OF_1000))
        : noise.schedule("linear", 1000);
  }

  /** What the authors' own names say of the variance. */
  private static VarianceType variance(Decisions decisions) {
    HyperParameters given = decisions.given();
    Optional<String> said =
        decisions
            .given("var_type", given::text)
            .or(() -> decisions.given("model_var_type", given::text));
    return switch (said.orElse("fixedlarge")) {
      case "fixedlarge" -> VarianceType.FIXED_LARGE;
      case "fixedsmall" -> VarianceType.FIXED_SMALL;
      default ->
          throw new IllegalArgumentException(
              "var_type: got " + said.orElse("") + ", must be fixedlarge or fixedsmall");
    };
  }

  private static DdpmUNet network(TensorShapes tensors) {
    List<Integer> channels = new ArrayList<>();
    List<Integer> attention = new ArrayList<>();
    int levels = tensors.numbered(LEVEL);
    for (int level = 0; level < levels; level++) {
      channels.add(tensors.size("down." + level + ".block.0.conv1.weight", 0));
      if (tensors.has("down." + level + ".attn.0.q.weight")) {
        attention.add(1 << level);
      }
    }
    // with one resolution there is nothing to tell them apart, and nothing that differs
    boolean convolves = levels == 1 || tensors.has("down.0.downsample.conv.weight");
    return new DdpmUNet(
        tensors.size(STEM, 1),
        tensors.size(OUT, 0),
        tensors.size(TIME, 1),
        new Resolutions(channels, tensors.numbered(BLOCK), attention),
        convolves ? Resampling.CONVOLUTION : Resampling.PLAIN);
  }

  private static void noteInferred(DdpmUNet network, Decisions decisions) {
    HyperParameters given = decisions.given();
    decisions.inferred("in_channels", network.inChannels(), given::integer);
    decisions.mustAgree("channels", network.inChannels(), given::integer);
    decisions.inferred("out_ch", network.outChannels(), given::integer);
    decisions.inferred("ch", network.baseChannels(), given::integer);
    decisions.inferred(
        "resamp_with_conv", network.resampling() == Resampling.CONVOLUTION, given::flag);
    ResolutionNotes.add(decisions, network.resolutions(), network.baseChannels(), "ch_mult");
  }
}
