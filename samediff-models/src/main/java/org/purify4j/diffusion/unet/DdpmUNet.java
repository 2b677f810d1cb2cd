package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;
import static org.purify4j.diffusion.unet.Requirement.requireChannels;

import org.purify4j.diffusion.network.Network;

/**
 * The U-Net of DDPM (Ho et al. 2020) with the tensor names of its PyTorch versions: pesser's
 * conversion, and DDIM.
 *
 * @param inChannels channels of the image
 * @param outChannels 2·inChannels when the network also predicts the variance
 * @param baseChannels width from which the time embedding is made
 * @param resolutions of the U-Net
 * @param resampling how resolutions are changed
 */
public record DdpmUNet(
    int inChannels,
    int outChannels,
    int baseChannels,
    Resolutions resolutions,
    Resampling resampling)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "ddpm";

  /** How a resolution is halved and doubled. */
  public enum Resampling {
    /** By a convolution of stride 2; by repeated pixels and a convolution. */
    CONVOLUTION,
    /** By averaging and repetition alone ({@code resamp_with_conv} off). */
    PLAIN
  }

  public DdpmUNet {
    requireChannels(inChannels, outChannels);
    require(baseChannels >= 4, "baseChannels", baseChannels, "at least 4");
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Network describe(int height, int width) {
    return new DdpmUNetDescription(this, height, width).network();
  }
}
