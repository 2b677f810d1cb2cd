package org.purify4j.importers.unet;

import java.util.List;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.unet.DiffusersUNet;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.importers.family.Sign;

/**
 * Hugging Face diffusers' {@code UNet2DModel}. Channels, blocks, attention places and names, time
 * injection are inferred; the rest comes from {@code config.json} and {@code scheduler_config.json}
 * beside the weights, or the defaults of diffusers' classes.
 */
final class DiffusersUNetImporter extends StrictUNetImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped(DiffusersTensors.TIME, -1, -1),
          Sign.shaped(DiffusersTensors.STEM, -1, -1, 3, 3),
          Sign.has("down_blocks.0.resnets.0.conv1.weight"),
          Sign.has(DiffusersTensors.MIDDLE),
          Sign.has("up_blocks.0.resnets.0.conv1.weight"),
          Sign.lacks(".transformer_blocks."),
          Sign.shaped(DiffusersTensors.OUT, -1, -1, 3, 3));

  private static final int USUAL_IMAGE_SIZE = 32;

  DiffusersUNetImporter() {
    super(
        DiffusersUNet.FAMILY,
        "Hugging Face diffusers' UNet2DModel",
        SIGNS,
        DiffusersVocabulary.settings());
  }

  @Override
  DecidedModel decide(TensorShapes shapes, HyperParameters given) {
    DiffusersTensors tensors = new DiffusersTensors(shapes);
    Decisions decisions = new Decisions(given, "the defaults of diffusers");
    DiffusersSettings settings = new DiffusersSettings(decisions);
    DiffusersUNet network = network(tensors, settings);
    noteInferred(network, decisions);
    decisions.mustAgree(
        "time_embedding_dim", shapes.size(DiffusersTensors.TIME, 0), given::integer);
    NoiseSettings noise = new NoiseSettings(decisions);
    DiffusersSchedule scheduler = new DiffusersSchedule(decisions, noise);
    return new DecidedModel(
        network,
        scheduler.schedule(),
        scheduler.predicts(),
        scheduler.variance(network.inChannels(), network.outChannels()),
        TimeUnit.STEPS,
        noise.imageSize("sample_size", USUAL_IMAGE_SIZE),
        decisions.facts());
  }

  private static DiffusersUNet network(DiffusersTensors tensors, DiffusersSettings settings) {
    return new DiffusersUNet(
        tensors.inChannels(),
        tensors.outChannels(),
        tensors.channels(),
        tensors.layers(),
        tensors.attention("down_blocks"),
        tensors.attention("up_blocks"),
        new DiffusersUNet.Middle(tensors.middleAttention(), settings.middleScaleFactor()),
        new DiffusersUNet.Attention(
            settings.heads(), tensors.attentionNames(), tensors.attentionWeights()),
        settings.norms(),
        new DiffusersUNet.Time(
            settings.halves(), settings.frequencyShift(), tensors.timeInjection()),
        settings.downPadding());
  }

  private static void noteInferred(DiffusersUNet network, Decisions decisions) {
    HyperParameters given = decisions.given();
    decisions.inferred("in_channels", network.inChannels(), given::integer);
    decisions.inferred("out_channels", network.outChannels(), given::integer);
    decisions.inferred("block_out_channels", network.channels(), given::integers);
    decisions.inferred("layers_per_block", network.layers(), given::integer);
    decisions.inferred("add_attention", network.middle().attention(), given::flag);
    decisions.inferred("down_block_types", blocks(network.downAttention(), "Down"), given::texts);
    decisions.inferred("up_block_types", blocks(network.upAttention(), "Up"), given::texts);
    boolean scaleShift = network.time().injection() == TimeInjection.SCALE_SHIFT;
    decisions.inferred(
        "resnet_time_scale_shift", scaleShift ? "scale_shift" : "default", given::text);
  }

  private static List<String> blocks(List<Boolean> attention, String side) {
    return attention.stream().map(attends -> (attends ? "Attn" : "") + side + "Block2D").toList();
  }
}
