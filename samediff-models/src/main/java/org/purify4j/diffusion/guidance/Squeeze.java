package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A coarse reduction of an image that drops much of a small perturbation (Xu et al. 2018, feature
 * squeezing). Images are {@code [n, c, h, w]} in [0, 1].
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BitDepth.class, name = "bitDepth"),
  @JsonSubTypes.Type(value = Jpeg.class, name = "jpeg"),
  @JsonSubTypes.Type(value = MedianFilter.class, name = "median")
})
public sealed interface Squeeze permits BitDepth, Jpeg, MedianFilter {
  /**
   * The squeezed images.
   *
   * @param images not modified
   * @return freshly allocated
   */
  INDArray apply(INDArray images);

  /**
   * The exact vector-Jacobian product, wherever the squeeze is differentiable.
   *
   * @param images as they were given to {@link #apply}
   * @param gradient dL/dsqueezed, not modified
   * @return dL/dimages, freshly allocated
   */
  INDArray pullback(INDArray images, INDArray gradient);
}
