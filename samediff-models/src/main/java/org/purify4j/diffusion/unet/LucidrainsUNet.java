package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;
import static org.purify4j.diffusion.unet.Requirement.requireChannels;

import java.util.List;
import org.purify4j.diffusion.network.Network;

/**
 * The U-Net of lucidrains' denoising-diffusion-pytorch (version 1.9 and later), with its tensor
 * names.
 *
 * @param inChannels channels of the image
 * @param outChannels 2·inChannels when the network also predicts the variance
 * @param stemChannels channels after the first convolution ({@code init_dim})
 * @param timeChannels width from which the time embedding is made ({@code dim})
 * @param channels at the end of each resolution, finest first
 * @param fullAttention whether each resolution has full rather than linear attention
 * @param attention size of the attentions
 * @param wrapper what {@code GaussianDiffusion} puts around the names
 */
public record LucidrainsUNet(
    int inChannels,
    int outChannels,
    int stemChannels,
    int timeChannels,
    List<Integer> channels,
    List<Boolean> fullAttention,
    Attention attention,
    Wrapper wrapper)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "lucidrains";

  /**
   * The attentions.
   *
   * @param heads of each
   * @param headChannels channels of each head
   * @param memory learned keys and values that stand beside those of the pixels
   */
  public record Attention(int heads, int headChannels, int memory) {
    public Attention {
      require(heads >= 1, "heads", heads, "at least 1");
      require(headChannels >= 1, "headChannels", headChannels, "at least 1");
      require(memory >= 1, "memory", memory, "at least 1");
    }
  }

  /**
   * What the program that trains the network puts around it.
   *
   * @param prefix before the names of the network; empty for the network alone
   * @param tables names of the tables of the noise schedule, which the network does not use
   * @param timesteps their length
   */
  public record Wrapper(String prefix, List<String> tables, int timesteps) {
    public Wrapper {
      tables = List.copyOf(tables);
      require(timesteps >= 0, "timesteps", timesteps, "at least 0");
    }
  }

  public LucidrainsUNet {
    channels = List.copyOf(channels);
    fullAttention = List.copyOf(fullAttention);
    requireChannels(inChannels, outChannels);
    require(stemChannels >= 1, "stemChannels", stemChannels, "at least 1");
    require(timeChannels >= 4, "timeChannels", timeChannels, "at least 4");
    require(!channels.isEmpty(), "channels", channels, "one or more");
    require(
        fullAttention.size() == channels.size(),
        "fullAttention",
        fullAttention,
        "one for each of " + channels.size() + " resolutions");
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Network describe(int height, int width) {
    return new LucidrainsUNetDescription(this, height, width).network();
  }
}
