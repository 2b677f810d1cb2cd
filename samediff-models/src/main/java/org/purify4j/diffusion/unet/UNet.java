package org.purify4j.diffusion.unet;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.purify4j.diffusion.network.Network;

/**
 * The hyper-parameters of a diffusion network of one family, which describe the network for any
 * image size. Families are records; their name in archives is the one listed here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AdmUNet.class, name = AdmUNet.FAMILY),
  @JsonSubTypes.Type(value = DdpmUNet.class, name = DdpmUNet.FAMILY),
  @JsonSubTypes.Type(value = DiffusersUNet.class, name = DiffusersUNet.FAMILY),
  @JsonSubTypes.Type(value = ScoreSdeUNet.class, name = ScoreSdeUNet.FAMILY),
  @JsonSubTypes.Type(value = EdmUNet.class, name = EdmUNet.FAMILY),
  @JsonSubTypes.Type(value = LucidrainsUNet.class, name = LucidrainsUNet.FAMILY)
})
public interface UNet {
  /** Channels c of the image. */
  int inChannels();

  /** Channels of the output: c, or 2c when the variance is learned. */
  int outChannels();

  /** Number of class labels, 0 for an unconditional network. */
  int classes();

  /**
   * The network for images of this size.
   *
   * @throws IllegalArgumentException when the size cannot be halved as often as the network halves
   *     it
   */
  Network describe(int height, int width);
}
