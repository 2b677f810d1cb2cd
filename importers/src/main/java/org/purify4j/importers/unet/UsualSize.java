package org.purify4j.importers.unet;

import org.purify4j.diffusion.unet.Resolutions;

/** The image size of a network whose authors always put attention at the same resolution. */
final class UsualSize {
  private static final int OF_CIFAR = 32;

  private UsualSize() {}

  /**
   * Height and width of the images.
   *
   * @param attentionResolution the resolution at which the authors' networks have attention, in
   *     pixels
   */
  static int of(Resolutions resolutions, int attentionResolution) {
    return resolutions.attention().size() == 1
        ? attentionResolution * resolutions.attention().get(0)
        : OF_CIFAR;
  }
}
