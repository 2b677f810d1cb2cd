package org.purify4j.importers.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.net.Network;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.AdmUNet.TimeInjection;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.Recognition;
import org.purify4j.importers.family.Sign;
import org.purify4j.importers.family.StrictMatch;

/**
 * The U-Nets of improved-diffusion and guided-diffusion (OpenAI), which share their tensor names.
 * Channels, multipliers, blocks, attention places, learned variance, time injection, resampling and
 * classes are inferred; heads, head order, schedule, timesteps, their rescaling and the image size
 * are given or assumed.
 */
public final class AdmUNetImporter implements UNetImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped(AdmTensors.STEM, -1, -1, 3, 3),
          Sign.shaped(AdmTensors.TIME, -1, -1),
          Sign.has("input_blocks.1.0.in_layers.0.weight"),
          Sign.has("middle_block.1.qkv.weight"),
          Sign.has("output_blocks.0.0.in_layers.0.weight"),
          Sign.shaped(AdmTensors.OUT, -1, -1, 3, 3));

  @Override
  public String family() {
    return AdmUNet.FAMILY;
  }

  @Override
  public String description() {
    return "improved-diffusion and guided-diffusion U-Nets (OpenAI)";
  }

  @Override
  public Recognition recognise(Checkpoint checkpoint) {
    return Recognition.of(checkpoint, SIGNS);
  }

  @Override
  public ModelDescription describe(Checkpoint checkpoint, HyperParameters given) {
    AdmTensors tensors = new AdmTensors(checkpoint);
    AdmSettings settings = new AdmSettings(given, defaults(tensors));
    try {
      settings.requireNoise();
      noteInferred(tensors, settings, given);
      AdmUNet network = network(tensors, settings);
      return new ModelDescription(
          network,
          settings.schedule(),
          Prediction.NOISE,
          settings.variance(network.outChannels() / network.inChannels()),
          settings.timeUnit(),
          settings.imageSize(network.levelChannels(), network.modelChannels()),
          new Provenance(
              checkpoint.file().getFileName().toString(),
              checkpoint.sha256(),
              Program.NAME,
              settings.notes()));
    } catch (IllegalArgumentException e) {
      throw new ImportException(checkpoint.file(), e.getMessage(), e);
    }
  }

  @Override
  public Map<String, INDArray> weights(Checkpoint checkpoint, ModelDescription description) {
    Map<String, long[]> expected = parameters(checkpoint, description);
    StrictMatch.check(checkpoint, expected);
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (String name : expected.keySet()) {
      weights.put(name, checkpoint.tensor(name));
    }
    return weights;
  }

  private static Map<String, long[]> parameters(
      Checkpoint checkpoint, ModelDescription description) {
    int size = description.imageSize();
    try {
      Network network = description.network().describe(size, size);
      return network.parameters();
    } catch (IllegalArgumentException e) {
      throw new ImportException(checkpoint.file(), e.getMessage(), e);
    }
  }

  private static AdmDefaults defaults(AdmTensors tensors) {
    if (tensors.resampling() == Resampling.RESIDUAL) {
      return AdmDefaults.GUIDED;
    }
    return tensors.outChannels() == 2 * tensors.inChannels()
        ? AdmDefaults.IMPROVED_LEARNED
        : AdmDefaults.IMPROVED_FIXED;
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

  private static void noteInferred(
      AdmTensors tensors, AdmSettings settings, HyperParameters given) {
    int width = tensors.modelChannels();
    settings.inferred("in_channels", tensors.inChannels(), given::integer);
    settings.inferred("model_channels", width, given::integer);
    settings.inferred("out_channels", tensors.outChannels(), given::integer);
    settings.inferred(
        "learn_sigma", tensors.outChannels() == 2 * tensors.inChannels(), given::flag);
    settings.inferred("num_res_blocks", tensors.blocks(), given::integer);
    settings.inferred(
        "use_scale_shift_norm", tensors.timeInjection() == TimeInjection.SCALE_SHIFT, given::flag);
    settings.inferred("resblock_updown", tensors.resampling() == Resampling.RESIDUAL, given::flag);
    settings.inferred("num_classes", tensors.classes(), given::integer);
    settings.inferred("attention_downsampling", tensors.attentionDownsampling(), given::integers);
    List<Integer> channels = tensors.levelChannels();
    if (channels.stream().allMatch(c -> c % width == 0)) {
      settings.inferred(
          "channel_mult", channels.stream().map(c -> c / width).toList(), given::integers);
    }
  }
}
