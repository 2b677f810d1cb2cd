package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
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
    super(EdmUNet.FAMILY, "networks of EDM (Karras et al. 2022) as a plain state dict", SIGNS);
  }

  @Override
  DecidedModel decide(TensorShapes tensors, HyperParameters given) {
    requireSupported(tensors);
    given.requireIfGiven("sigma_data", 0.5);
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
    given.requireIfGiven("noise_schedule", "vp");
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
    return new EdmUNet(
        tensors.size(stem, 1),
        tensors.size(out, 0),
        imageSize,
        base,
        resolutions,
        architecture,
        heads(architecture, decisions),
        timeScale,
        tensors.has(AUGMENTATION) ? tensors.size(AUGMENTATION, 1) : 0);
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
