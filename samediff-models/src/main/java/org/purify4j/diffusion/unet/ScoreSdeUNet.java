package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;

import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Filter;

/**
 * DDPM++ and NCSN++ of score_sde (Song et al. 2021), trained with a variance-preserving SDE, with
 * the tensor names of score_sde_pytorch.
 *
 * @param inChannels channels of the image, and of the output
 * @param baseChannels width from which the time embedding is made ({@code nf})
 * @param resolutions of the U-Net
 * @param blockType kind of the residual blocks
 * @param filter of the changes of resolution: BOX, or FIR when {@code fir} is on
 * @param sum how the two branches of a block are added
 * @param imagePath whether the smaller images enter at each resolution
 * @param timeScale by which the network time is multiplied: 999 for continuous time, 1 for labels
 * @param sigmas entries of the table of noise levels that files carry unused; 0 if they carry none
 */
public record ScoreSdeUNet(
    int inChannels,
    int baseChannels,
    Resolutions resolutions,
    BlockType blockType,
    Filter filter,
    Sum sum,
    ImagePath imagePath,
    double timeScale,
    int sigmas)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "score-sde";

  /** {@code resblock_type}. */
  public enum BlockType {
    /** DDPM's: layers of their own change the resolution. */
    DDPM,
    /** BigGAN's: residual blocks change the resolution inside. */
    BIGGAN
  }

  /** How the two branches of a block are added ({@code skip_rescale}). */
  public enum Sum {
    /** x + h. */
    PLAIN(1),
    /** (x + h)/√2. */
    RESCALED(Math.sqrt(0.5));

    private final double scale;

    Sum(double scale) {
      this.scale = scale;
    }

    double scale() {
      return scale;
    }
  }

  /** {@code progressive_input}. */
  public enum ImagePath {
    /** The image enters once. */
    NONE,
    /** The image, made smaller by convolutions, is added at each resolution. */
    RESIDUAL
  }

  public ScoreSdeUNet {
    require(inChannels >= 1, "inChannels", inChannels, "at least 1");
    require(baseChannels >= 4, "baseChannels", baseChannels, "at least 4");
    require(
        blockType == BlockType.BIGGAN || filter == Filter.BOX,
        "filter",
        filter,
        "BOX with blocks of DDPM, as score_sde has no other");
    require(timeScale > 0, "timeScale", timeScale, "above 0");
    require(sigmas >= 0, "sigmas", sigmas, "at least 0");
  }

  @Override
  public int outChannels() {
    return inChannels;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Network describe(int height, int width) {
    return new ScoreSdeUNetDescription(this, height, width).network();
  }
}
