package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;
import static org.purify4j.diffusion.unet.Requirement.requireChannels;

import org.purify4j.diffusion.network.Network;

/**
 * The networks of EDM (Karras et al. 2022) with its tensor names: {@code SongUNet} as DDPM++ and as
 * NCSN++, and {@code DhariwalUNet}. Embeddings of an augmentation are kept and not used, as when
 * EDM generates images.
 *
 * @param inChannels channels of the image
 * @param outChannels 2·inChannels when the network also predicts the variance
 * @param imageSize height and width of the training images, which are part of the layers' names
 * @param baseChannels width from which the time embedding is made ({@code model_channels})
 * @param resolutions of the U-Net
 * @param architecture which of the three
 * @param heads of the attentions
 * @param timeScale by which the network time is multiplied
 * @param augmentations length of the augmentation vector it was trained with; 0 if with none
 */
public record EdmUNet(
    int inChannels,
    int outChannels,
    int imageSize,
    int baseChannels,
    Resolutions resolutions,
    Architecture architecture,
    Heads heads,
    double timeScale,
    int augmentations)
    implements UNet {

  /** Name of the family in archives. */
  public static final String FAMILY = "edm";

  /** Which of EDM's networks. */
  public enum Architecture {
    /** {@code SongUNet} with the settings of score_sde's DDPM++. */
    DDPMPP,
    /** {@code SongUNet} with the settings of score_sde's NCSN++. */
    NCSNPP,
    /** {@code DhariwalUNet}, the network of guided-diffusion. */
    ADM
  }

  public EdmUNet {
    requireChannels(inChannels, outChannels);
    require(imageSize >= 1, "imageSize", imageSize, "at least 1");
    require(baseChannels >= 4, "baseChannels", baseChannels, "at least 4");
    require(timeScale > 0, "timeScale", timeScale, "above 0");
    require(
        timeScale == 1 || architecture != Architecture.NCSNPP,
        "timeScale",
        timeScale,
        "1 for frequencies of the file");
    require(augmentations >= 0, "augmentations", augmentations, "at least 0");
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Network describe(int height, int width) {
    return new EdmUNetDescription(this, height, width).network();
  }
}
