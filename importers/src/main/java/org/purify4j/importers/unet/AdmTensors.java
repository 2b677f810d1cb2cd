package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.purify4j.diffusion.unet.AdmUNet.Resampling;
import org.purify4j.diffusion.unet.TimeInjection;

/** Reads the hyper-parameters of improved-/guided-diffusion off tensor names and shapes. */
final class AdmTensors {
  static final String STEM = "input_blocks.0.0.weight";
  static final String TIME = "time_embed.0.weight";
  static final String OUT = "out.2.weight";
  static final String CLASSES = "label_emb.weight";

  private static final Pattern OUTPUT_BLOCK = Pattern.compile("output_blocks\\.(\\d{1,4})\\..*");
  private static final Pattern OPERATOR =
      Pattern.compile("input_blocks\\.\\d{1,4}\\.0\\.op\\.weight");
  private static final Pattern SECOND_BLOCK =
      Pattern.compile("output_blocks\\.\\d{1,4}\\.[12]\\.in_layers\\.0\\.weight");

  private final TensorShapes tensors;
  private final int levels;
  private final int blocks;

  AdmTensors(TensorShapes tensors) {
    this.tensors = tensors;
    this.levels = 1 + halvings();
    int outputs = tensors.numbered(OUTPUT_BLOCK);
    if (outputs % levels != 0 || outputs / levels < 2) {
      throw new IllegalArgumentException(
          "output_blocks: got "
              + outputs
              + " of them at "
              + levels
              + " resolutions, must be one more than the residual blocks at each");
    }
    this.blocks = outputs / levels - 1;
  }

  int inChannels() {
    return tensors.size(STEM, 1);
  }

  int modelChannels() {
    return tensors.size(TIME, 1);
  }

  int outChannels() {
    return tensors.size(OUT, 0);
  }

  int blocks() {
    return blocks;
  }

  int classes() {
    return tensors.has(CLASSES) ? tensors.size(CLASSES, 0) : 0;
  }

  List<Integer> levelChannels() {
    List<Integer> channels = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      channels.add(tensors.size(block(level) + ".0.out_layers.3.weight", 0));
    }
    return channels;
  }

  List<Integer> attentionDownsampling() {
    List<Integer> factors = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      if (tensors.has(block(level) + ".1.qkv.weight")) {
        factors.add(1 << level);
      }
    }
    return factors;
  }

  TimeInjection timeInjection() {
    int embedded = tensors.size(block(0) + ".0.emb_layers.1.weight", 0);
    int channels = tensors.size(block(0) + ".0.out_layers.3.weight", 0);
    return embedded == 2 * channels ? TimeInjection.SCALE_SHIFT : TimeInjection.ADDED;
  }

  Resampling resampling() {
    if (tensors.count(OPERATOR) > 0) {
      return Resampling.CONVOLUTION;
    }
    // with one resolution there is nothing to tell them apart, and nothing that differs
    return tensors.count(SECOND_BLOCK) > 0 || levels == 1 ? Resampling.RESIDUAL : Resampling.PLAIN;
  }

  /**
   * How often the resolution is halved: each way of doing it leaves its own traces in the names.
   */
  private int halvings() {
    int convolutions = tensors.count(OPERATOR);
    if (convolutions > 0) {
      return convolutions;
    }
    int residual = tensors.count(SECOND_BLOCK);
    return residual > 0 ? residual : gaps();
  }

  /** Input blocks without tensors: averaging alone. */
  private int gaps() {
    int last = 0;
    int there = 0;
    for (int i = 0; i < tensors.checkpoint().names().size(); i++) {
      if (tensors.has("input_blocks." + i + ".0.in_layers.0.weight")) {
        there++;
        last = i;
      }
    }
    return last - there;
  }

  /** The first block of a resolution on the way down. */
  private String block(int level) {
    return "input_blocks." + (1 + level * (blocks + 1));
  }
}
