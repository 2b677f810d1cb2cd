package org.purify4j.importers.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.purify4j.diffusion.unet.DiffusersUNet.Attention.Names;
import org.purify4j.diffusion.unet.DiffusersUNet.Attention.Weights;
import org.purify4j.diffusion.unet.TimeInjection;

/** Reads the hyper-parameters of a {@code UNet2DModel} off tensor names and shapes. */
final class DiffusersTensors {
  static final String STEM = "conv_in.weight";
  static final String OUT = "conv_out.weight";
  static final String TIME = "time_embedding.linear_1.weight";
  static final String MIDDLE = "mid_block.resnets.0.conv1.weight";

  private static final Pattern LEVEL = Pattern.compile("down_blocks\\.(\\d{1,4})\\..*");
  private static final Pattern LAYER =
      Pattern.compile("down_blocks\\.0\\.resnets\\.(\\d{1,4})\\..*");
  private static final Pattern QUERY =
      Pattern.compile(
          "(?:down_blocks|up_blocks|mid_block)\\..*attentions\\.0\\.(?:query|to_q)\\.weight");

  private final TensorShapes tensors;
  private final int levels;

  DiffusersTensors(TensorShapes tensors) {
    this.tensors = tensors;
    this.levels = tensors.numbered(LEVEL);
  }

  int inChannels() {
    return tensors.size(STEM, 1);
  }

  int outChannels() {
    return tensors.size(OUT, 0);
  }

  int layers() {
    return tensors.numbered(LAYER);
  }

  List<Integer> channels() {
    List<Integer> channels = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      channels.add(tensors.size("down_blocks." + level + ".resnets.0.conv1.weight", 0));
    }
    return channels;
  }

  /** Which blocks of a side have attention, in the order of their numbers. */
  List<Boolean> attention(String side) {
    List<Boolean> attention = new ArrayList<>();
    for (int i = 0; i < levels; i++) {
      attention.add(tensors.has(side + "." + i + ".attentions.0.group_norm.weight"));
    }
    return attention;
  }

  boolean middleAttention() {
    return tensors.has("mid_block.attentions.0.group_norm.weight");
  }

  TimeInjection timeInjection() {
    int embedded = tensors.size("mid_block.resnets.0.time_emb_proj.weight", 0);
    return embedded == 2 * tensors.size(MIDDLE, 0)
        ? TimeInjection.SCALE_SHIFT
        : TimeInjection.ADDED;
  }

  Names attentionNames() {
    return query().contains(".query.") ? Names.QUERY : Names.TO_Q;
  }

  Weights attentionWeights() {
    String query = query();
    return !query.isEmpty() && tensors.rank(query) == 4 ? Weights.CONVOLUTION : Weights.LINEAR;
  }

  /** Name of the weights of some attention's queries; empty if there is no attention. */
  private String query() {
    return tensors.checkpoint().names().stream()
        .filter(name -> QUERY.matcher(name).matches())
        .findFirst()
        .orElse("");
  }
}
