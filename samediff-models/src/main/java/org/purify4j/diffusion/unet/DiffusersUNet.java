package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;
import static org.purify4j.diffusion.unet.Requirement.requireChannels;

import java.util.List;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/**
 * Hugging Face diffusers' {@code UNet2DModel} of the blocks {@code DownBlock2D}, {@code
 * AttnDownBlock2D}, {@code UpBlock2D} and {@code AttnUpBlock2D}, with its tensor names.
 *
 * @param inChannels channels of the image
 * @param outChannels 2·inChannels when the network also predicts the variance
 * @param channels at each resolution, finest first
 * @param layers residual blocks at each resolution on the way down (one more on the way up)
 * @param downAttention whether each block on the way down has attention, finest first
 * @param upAttention whether each block on the way up has attention, coarsest first
 * @param middle what stands at the coarsest resolution
 * @param attention form and heads of every attention
 * @param norms groups of every normalisation
 * @param time how the time is embedded
 * @param downPadding how a resolution is halved
 */
public record DiffusersUNet(
    int inChannels,
    int outChannels,
    List<Integer> channels,
    int layers,
    List<Boolean> downAttention,
    List<Boolean> upAttention,
    Middle middle,
    Attention attention,
    Norms norms,
    Time time,
    DownPadding downPadding)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "diffusers";

  /**
   * The middle.
   *
   * @param attention whether it has attention ({@code add_attention})
   * @param scaleFactor by which its sums are divided ({@code mid_block_scale_factor})
   */
  public record Middle(boolean attention, double scaleFactor) {
    public Middle {
      require(scaleFactor > 0, "mid_block_scale_factor", scaleFactor, "above 0");
    }
  }

  /**
   * The attentions.
   *
   * @param heads of each
   * @param names of their layers
   * @param weights form of their layers
   */
  public record Attention(Heads heads, Names names, Weights weights) {
    /** The names of the layers. */
    public enum Names {
      /** {@code to_q}, {@code to_k}, {@code to_v}, {@code to_out.0}. */
      TO_Q,
      /** {@code query}, {@code key}, {@code value}, {@code proj_attn}, as in older files. */
      QUERY
    }

    /** How the layers' weights are stored. */
    public enum Weights {
      /** {@code [out, in]}. */
      LINEAR,
      /** {@code [out, in, 1, 1]}. */
      CONVOLUTION
    }
  }

  /**
   * The normalisations.
   *
   * @param groups of each ({@code norm_num_groups})
   * @param epsilon their ε ({@code norm_eps})
   */
  public record Norms(int groups, double epsilon) {
    public Norms {
      require(groups >= 1, "norm_num_groups", groups, "at least 1");
      require(epsilon > 0, "norm_eps", epsilon, "above 0");
    }
  }

  /**
   * The time.
   *
   * @param halves which half of the embedding stands first ({@code flip_sin_to_cos})
   * @param frequencyShift taken from the half dimension in the frequencies ({@code freq_shift})
   * @param injection how it enters a residual block ({@code resnet_time_scale_shift})
   */
  public record Time(Halves halves, double frequencyShift, TimeInjection injection) {}

  /** Where the zeros of a convolution that halves the resolution stand. */
  public enum DownPadding {
    /** After the last row and column ({@code downsample_padding} 0). */
    AFTER,
    /** On all sides ({@code downsample_padding} 1). */
    AROUND
  }

  public DiffusersUNet {
    channels = List.copyOf(channels);
    downAttention = List.copyOf(downAttention);
    upAttention = List.copyOf(upAttention);
    requireChannels(inChannels, outChannels);
    require(!channels.isEmpty(), "channels", channels, "one or more");
    require(channels.get(0) >= 4, "channels", channels, "at least 4 at the finest resolution");
    require(layers >= 1, "layers", layers, "at least 1");
    String each = "one for each of " + channels.size() + " resolutions";
    require(downAttention.size() == channels.size(), "downAttention", downAttention, each);
    require(upAttention.size() == channels.size(), "upAttention", upAttention, each);
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Network describe(int height, int width) {
    return new DiffusersUNetDescription(this, height, width).network();
  }
}
