package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;
import static org.purify4j.diffusion.unet.Requirement.requireChannels;

import java.util.List;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * The U-Net of improved-diffusion (Nichol and Dhariwal 2021) and guided-diffusion ("ADM", Dhariwal
 * and Nichol 2021), with the tensor names of their checkpoints.
 *
 * @param inChannels channels of the image
 * @param modelChannels width from which the time embedding is made (dimension {@code
 *     modelChannels}, then 4 times that)
 * @param outChannels 2·inChannels when the network also predicts the variance
 * @param levelChannels channels at each resolution, finest first
 * @param blocks residual blocks per resolution on the way down (one more on the way up)
 * @param attentionDownsampling the down-sampling factors (1, 2, 4 …) at which every block is
 *     followed by attention; the middle always has it
 * @param heads heads of every attention
 * @param attentionLayout channel order of queries, keys and values
 * @param timeInjection how the time enters a residual block
 * @param resampling how resolutions are changed
 * @param classes number of class labels, 0 for an unconditional network
 */
public record AdmUNet(
    int inChannels,
    int modelChannels,
    int outChannels,
    List<Integer> levelChannels,
    int blocks,
    List<Integer> attentionDownsampling,
    Heads heads,
    Layout attentionLayout,
    TimeInjection timeInjection,
    Resampling resampling,
    int classes)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "adm";

  /** How a resolution is halved and doubled. */
  public enum Resampling {
    /** A convolution of stride 2; nearest-neighbour enlargement and a convolution. */
    CONVOLUTION,
    /** A residual block that averages or enlarges inside ({@code resblock_updown}). */
    RESIDUAL,
    /** Averaging and enlargement alone ({@code conv_resample} off). */
    PLAIN
  }

  public AdmUNet {
    levelChannels = List.copyOf(levelChannels);
    attentionDownsampling = List.copyOf(attentionDownsampling);
    requireChannels(inChannels, outChannels);
    require(modelChannels >= 2, "modelChannels", modelChannels, "at least 2");
    require(!levelChannels.isEmpty(), "levelChannels", levelChannels, "one or more");
    require(blocks >= 1, "blocks", blocks, "at least 1");
    require(classes >= 0, "classes", classes, "at least 0");
  }

  @Override
  public Network describe(int height, int width) {
    return new AdmUNetDescription(this, height, width).network();
  }
}
