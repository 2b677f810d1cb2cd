package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * A coarse reduction of an image that drops much of a small perturbation (Xu et al. 2018, feature
 * squeezing). Images are {@code [n, c, h, w]} in [0, 1]. {@link Squeezes} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(Squeezes.Names.class)
public interface Squeeze extends Textual {
  /**
   * Reads a text form, such as {@code median3}.
   *
   * @throws IllegalArgumentException for any other text; the message says which there are
   */
  static Squeeze parse(String text) {
    return Squeezes.ALL.parse(text);
  }

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
