package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * Rounds every channel to 2^bits levels (Xu et al. 2018, feature squeezing). Its derivative is 0
 * wherever it exists.
 *
 * @param bits bits per channel, 1 to 7
 */
public record BitDepth(int bits) implements Squeeze {
  /** The entry of this squeeze in {@link Squeezes}. */
  public static final Kind<Squeeze> KIND =
      new Kind<>(
          "bitDepth",
          BitDepth.class,
          "bitsN",
          "every channel rounded to 2^N levels",
          "bits4",
          text -> after("bits", text).map(n -> new BitDepth(whole("bits", n))));

  public BitDepth {
    if (bits < 1 || bits > 7) {
      throw new IllegalArgumentException("bits: got " + bits + ", must be 1 to 7");
    }
  }

  @Override
  public String text() {
    return "bits" + bits;
  }

  @Override
  public INDArray apply(INDArray images) {
    int highest = (1 << bits) - 1;
    return Transforms.round(images.mul(highest), false).divi(highest);
  }

  @Override
  public INDArray pullback(INDArray images, INDArray gradient) {
    return Nd4j.zeros(gradient.dataType(), gradient.shape());
  }
}
