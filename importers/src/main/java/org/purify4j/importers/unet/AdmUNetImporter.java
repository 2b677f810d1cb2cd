package org.purify4j.importers.unet;

import java.util.List;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.Resolutions;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.importers.family.Sign;

/**
 * The U-Nets of improved-diffusion and guided-diffusion (OpenAI), which share their tensor names.
 * Channels, multipliers, blocks, attention places, learned variance, time injection, resampling and
 * classes are inferred; heads, head order, schedule, timesteps, their rescaling and the image size
 * are given or assumed.
 */
final class AdmUNetImporter extends StrictUNetImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped(AdmTensors.STEM, -1, -1, 3, 3),
          Sign.shaped(AdmTensors.TIME, -1, -1),
          Sign.has("input_blocks.1.0.in_layers.0.weight"),
          Sign.has("middle_block.1.qkv.weight"),
          Sign.has("output_blocks.0.0.in_layers.0.weight"),
          Sign.shaped(AdmTensors.OUT, -1, -1, 3, 3));

  AdmUNetImporter() {
    super(
        AdmUNet.FAMILY, "improved-diffusion and guided-diffusion U-Nets (OpenAI)", SIGNS, known());
  }

  private static Vocabulary known() {
    return TrainingSettings.addTo(new Vocabulary("improved-diffusion or guided-diffusion"))
        .honours(
            "attention_downsampling",
            "attention_resolutions",
            "channel_mult",
            "class_cond",
            "conv_resample",
            "diffusion_steps",
            "image_size",
            "in_channels",
            "learn_sigma",
            "model_channels",
            "noise_schedule",
            "num_channels",
            "num_classes",
            "num_head_channels",
            "num_heads",
            "num_heads_upsample",
            "num_res_blocks",
            "out_channels",
            "predict_xstart",
            "predicts",
            "resblock_updown",
            "rescale_timesteps",
            "sigma_small",
            "use_new_attention_order",
            "use_scale_shift_norm",
            "variance")
        .only("dims", 2)
        .harmless("weigh the loss of training", "rescale_learned_sigmas", "use_kl")
        .harmless(
            TrainingSettings.SAMPLING,
            "classifier_path",
            "classifier_scale",
            "clip_denoised",
            "model_path",
            "num_samples",
            "timestep_respacing",
            "use_ddim");
  }

  @Override
  DecidedModel decide(TensorShapes shapes, HyperParameters given) {
    AdmTensors tensors = new AdmTensors(shapes);
    AdmDefaults defaults = AdmDefaults.of(tensors);
    Decisions decisions = new Decisions(given, defaults.source());
    AdmSettings settings = new AdmSettings(decisions, defaults);
    noteInferred(tensors, decisions);
    AdmUNet network = network(tensors, settings);
    int imageSize = settings.imageSize(network.levelChannels(), network.modelChannels());
    AttentionPlaces.inPixelsOrFactors(
        decisions,
        "attention_resolutions",
        new Resolutions(tensors.levelChannels(), tensors.blocks(), tensors.attentionDownsampling()),
        imageSize);
    return new DecidedModel(
        network,
        settings.schedule(),
        settings.predicts(),
        settings.variance(network.inChannels(), network.outChannels()),
        settings.timeUnit(),
        imageSize,
        decisions.facts());
  }

  private static AdmUNet network(AdmTensors tensors, AdmSettings settings) {
    return new AdmUNet(
        tensors.inChannels(),
        tensors.modelChannels(),
        tensors.outChannels(),
        tensors.levelChannels(),
        tensors.blocks(),
        tensors.attentionDownsampling(),
        settings.heads(),
        settings.layout(),
        tensors.timeInjection(),
        tensors.resampling(),
        tensors.classes());
  }

  private static void noteInferred(AdmTensors tensors, Decisions decisions) {
    HyperParameters given = decisions.given();
    int width = tensors.modelChannels();
    decisions.inferred("in_channels", tensors.inChannels(), given::integer);
    decisions.inferred("model_channels", width, given::integer);
    decisions.mustAgree("num_channels", width, given::integer);
    decisions.inferred("out_channels", tensors.outChannels(), given::integer);
    decisions.inferred(
        "learn_sigma", tensors.outChannels() == 2 * tensors.inChannels(), given::flag);
    decisions.inferred(
        "use_scale_shift_norm", tensors.timeInjection() == TimeInjection.SCALE_SHIFT, given::flag);
    decisions.inferred("resblock_updown", tensors.resampling() == Resampling.RESIDUAL, given::flag);
    decisions.inferred("num_classes", tensors.classes(), given::integer);
    decisions.mustAgree("class_cond", tensors.classes() > 0, given::flag);
    if (tensors.levelChannels().size() > 1 && tensors.resampling() != Resampling.RESIDUAL) {
      decisions.mustAgree(
          "conv_resample", tensors.resampling() == Resampling.CONVOLUTION, given::flag);
    }
    ResolutionNotes.add(
        decisions,
        new Resolutions(tensors.levelChannels(), tensors.blocks(), tensors.attentionDownsampling()),
        width,
        "channel_mult");
  }
}
