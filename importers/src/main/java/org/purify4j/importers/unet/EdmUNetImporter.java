package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.schedule.VpSde;
import org.purify4j.diffusion.unet.EdmUNet;
import org.purify4j.diffusion.unet.EdmUNet.Architecture;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.importers.family.Sign;

/**
 * The networks of EDM (Karras et al. 2022), given as a plain state dict. All of the network but the
 * width of an attention head is inferred; the preconditioning is given or assumed.
 */
final class EdmUNetImporter extends StrictUNetImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped("map_layer0.weight", -1, -1),
          Sign.shaped("map_layer1.weight", -1, -1),
          Sign.some("enc\\.\\d+x\\d+_conv\\.weight"),
          Sign.some("dec\\.\\d+x\\d+_in0\\.qkv\\.weight"));

  private static final String PRECONDITIONING = "precond";
  private static final String AUGMENTATION = "map_augment.weight";

  private static final Pattern SIZE = Pattern.compile("enc\\.(\\d{1,5})x\\d+_conv\\.weight");
  private static final Pattern BLOCK =
      Pattern.compile("enc\\.\\d+x\\d+_block(\\d{1,4})\\.norm0\\.weight");

  /** Channels of a head of every DhariwalUNet. */
  private static final int ADM_HEAD_CHANNELS = 64;

  /** The factor by which VPPrecond multiplies the continuous time. */
  private static final double VP_LABELS = 999;

  EdmUNetImporter() {
    super(
        EdmUNet.FAMILY,
        "networks of EDM (Karras et al. 2022) as a plain state dict",
        SIGNS,
        known());
  }

  private static Vocabulary known() {
    return TrainingSettings.addTo(new Vocabulary("EDM"))
        .honours(
            "arch",
            "attention_downsampling",
            "attn_resolutions",
            "augment_dim",
            "channel_mult",
            "channel_mult_noise",
            "channels_per_head",
            "diffusion_steps",
            "embedding_type",
            "encoder_type",
            "image_size",
            "img_channels",
            "img_resolution",
            "in_channels",
            "model_channels",
            "model_type",
            "noise_schedule",
            "num_blocks",
            "num_res_blocks",
            "out_channels",
            "precond",
            "resample_filter",
            "variance")
        .only("M", 1000)
        .only("beta_d", 19.9)
        .only("beta_min", VpSde.DEFAULT_BETA_MIN)
        .only("channel_mult_emb", 4)
        .only("decoder_type", "standard")
        .only("epsilon_t", 1e-5)
        .only("label_dim", 0)
        .only("sigma_data", 0.5)
        .harmless("without effect when a trained network is evaluated", "label_dropout")
        .harmless(
            "bounds of the noise, which a purification does not reach", "sigma_max", "sigma_min");
  }

  @Override
  DecidedModel decide(TensorShapes tensors, HyperParameters given) {
    requireSupported(tensors);
    Decisions decisions = new Decisions(given, "EDM");
    NoiseSettings noise = new NoiseSettings(decisions);
    String said = decisions.choose(PRECONDITIONING, given::text, "edm");
    boolean edm = said.equals("edm");
    if (!edm && !said.equals("vp")) {
      throw new IllegalArgumentException(PRECONDITIONING + ": got " + said + ", must be edm or vp");
    }
    EdmUNet network = network(tensors, decisions, edm ? 1 : VP_LABELS);
    return new DecidedModel(
        network,
        edm ? noise.schedule("linear", VpSde.DEFAULT_TIMESTEPS) : vpSchedule(decisions),
        edm ? Prediction.EDM : Prediction.NOISE,
        noise.variance(network.inChannels(), network.outChannels(), VarianceType.FIXED_SMALL),
        edm ? TimeUnit.QUARTER_LOG_SIGMA : TimeUnit.SDE,
        network.imageSize(),
        decisions.facts());
  }

  private static ScheduleSpec vpSchedule(Decisions decisions) {
    HyperParameters given = decisions.given();
    given
        .text("noise_schedule")
        .filter(said -> !said.equals("vp"))
        .ifPresent(
            said -> {
              throw new IllegalArgumentException("noise_schedule: got " + said + ", must be vp");
            });
    return VpSde.of(decisions.choose("diffusion_steps", given::integer, VpSde.DEFAULT_TIMESTEPS));
  }

  private static EdmUNet network(TensorShapes tensors, Decisions decisions, double timeScale) {
    HyperParameters given = decisions.given();
    int imageSize = tensors.numbered(SIZE) - 1;
    Architecture architecture = architecture(tensors);
    String stem = "enc." + imageSize + "x" + imageSize + "_conv.weight";
    String out =
        architecture == Architecture.ADM
            ? "out_conv.weight"
            : "dec." + imageSize + "x" + imageSize + "_aux_conv.weight";
    int base = tensors.size("map_layer1.weight", 0) / 4;
    Resolutions resolutions = resolutions(tensors, imageSize);
    decisions.inferred("image_size", imageSize, given::integer);
    decisions.inferred("model_channels", base, given::integer);
    decisions.inferred("architecture", architecture);
    ResolutionNotes.add(decisions, resolutions, base, "channel_mult");
    int inChannels = tensors.size(stem, 1);
    int outChannels = tensors.size(out, 0);
    int augmentation = tensors.has(AUGMENTATION) ? tensors.size(AUGMENTATION, 1) : 0;
    decisions.mustAgree("img_resolution", imageSize, given::integer);
    decisions.mustAgree("num_blocks", resolutions.blocks(), given::integer);
    decisions.mustAgree("img_channels", inChannels, given::integer);
    decisions.mustAgree("in_channels", inChannels, given::integer);
    decisions.mustAgree("out_channels", outChannels, given::integer);
    decisions.mustAgree("augment_dim", augmentation, given::integer);
    AttentionPlaces.inPixels(decisions, "attn_resolutions", resolutions, imageSize);
    requireArchitecture(architecture, decisions);
    return new EdmUNet(
        inChannels,
        outChannels,
        imageSize,
        base,
        resolutions,
        architecture,
        heads(architecture, decisions),
        timeScale,
        augmentation);
  }

  /** What the authors' names of an architecture and its parts must be for these tensors. */
  private static void requireArchitecture(Architecture architecture, Decisions decisions) {
    HyperParameters given = decisions.given();
    decisions.mustAgree("arch", architecture.name().toLowerCase(Locale.ROOT), given::text);
    boolean adm = architecture == Architecture.ADM;
    boolean ncsnpp = architecture == Architecture.NCSNPP;
    decisions.mustAgree("model_type", adm ? "dhariwalunet" : "songunet", given::text);
    if (!adm) {
      decisions.mustAgree("embedding_type", ncsnpp ? "fourier" : "positional", given::text);
      decisions.mustAgree("channel_mult_noise", ncsnpp ? 2 : 1, given::integer);
      decisions.mustAgree("encoder_type", ncsnpp ? "residual" : "standard", given::text);
    }
    decisions.mustAgree(
        "resample_filter", ncsnpp ? List.of(1, 3, 3, 1) : List.of(1, 1), given::integers);
  }

  private static Heads heads(Architecture architecture, Decisions decisions) {
    return architecture == Architecture.ADM
        ? new Heads.Width(
            decisions.choose("channels_per_head", decisions.given()::integer, ADM_HEAD_CHANNELS))
        : new Heads.Count(1);
  }

  private static Architecture architecture(TensorShapes tensors) {
    if (tensors.has("map_noise.freqs")) {
      return Architecture.NCSNPP;
    }
    return tensors.has("out_conv.weight") ? Architecture.ADM : Architecture.DDPMPP;
  }

  private static Resolutions resolutions(TensorShapes tensors, int imageSize) {
    List<Integer> channels = new ArrayList<>();
    List<Integer> attention = new ArrayList<>();
    for (int size = imageSize; tensors.has(block(size) + ".conv1.weight"); size /= 2) {
      if (tensors.has(block(size) + ".qkv.weight")) {
        attention.add(1 << channels.size());
      }
      channels.add(tensors.size(block(size) + ".conv1.weight", 0));
    }
    return new Resolutions(channels, tensors.numbered(BLOCK), attention);
  }

  private static String block(int size) {
    return "enc." + size + "x" + size + "_block0";
  }

  private static void requireSupported(TensorShapes tensors) {
    if (tensors.has("map_label.weight")) {
      throw new IllegalArgumentException(
          "map_label.weight: got a class-conditional network, must be unconditional");
    }
  }
}
