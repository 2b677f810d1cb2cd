package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * A coarse reduction of an image that removes much of a small perturbation (Xu et al. 2018, feature
 * squeezing). Images are {@code [n, c, h, w]} in [0, 1]. {@link Squeezes} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(Squeezes.Names.class)
public interface Squeeze extends Textual {
  /**
   * Parses a text form, such as {@code median3}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static Squeeze parse(String text) {
    return Squeezes.ALL.parse(text);
  }

  /**
   * Squeezes images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1], not modified
   * @return of the same shape and range, freshly allocated
   */
  INDArray apply(INDArray images);

  /**
   * Computes the exact vector-Jacobian product, wherever the squeeze is differentiable.
   *
   * @param images those passed to {@link #apply}, not modified
   * @param gradient dL/dsqueezed, not modified
   * @return dL/dimages, freshly allocated
   */
  INDArray pullback(INDArray images, INDArray gradient);
}
