package org.purify4j.diffusion.network;

import java.util.Arrays;
import java.util.Optional;

/**
 * The vocabulary in which a diffusion network is described: what one node computes, apart from
 * where its inputs come from. An engine emits each of these in its own way; a family of networks
 * only combines them.
 *
 * <p>Feature maps are {@code [b, c, h, w]}, vectors {@code [b, d]}; the batch is left out of every
 * shape. Parameters are named as in the checkpoint.
 */
public sealed interface Op {

  /** The noisy image, {@code [c, h, w]}. */
  record Image() implements Op {}

  /**
   * The sinusoidal embedding of the network time, {@code [dim]} (Vaswani et al. 2017, as used by
   * DDPM): the halves {@code cos(t·f_i)} and {@code sin(t·f_i)}, f_i = timeScale · exp(−ln 10000 ·
   * i / divisor), i = 0 … dim/2 − 1; an odd dim ends with a zero.
   */
  record TimeEmbedding(int dim, Halves halves, double divisor, double timeScale) implements Op {
    /** Which half stands first. */
    public enum Halves {
      COS_SIN,
      SIN_COS
    }

    private static final double LONGEST_PERIOD = 10_000;

    /** f_i for i below half the dimension. */
    public double[] frequencies() {
      double[] frequencies = new double[dim / 2];
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = timeScale * Math.exp(-Math.log(LONGEST_PERIOD) * i / divisor);
      }
      return frequencies;
    }
  }

  /**
   * The embedding of the network time at given frequencies, {@code [2n]}: the halves {@code
   * cos(2π·t·f_i)} and {@code sin(2π·t·f_i)} (random Fourier features, Tancik et al. 2020).
   *
   * @param frequencies name of f, {@code [n]}
   * @param halves which half stands first
   */
  record FourierEmbedding(String frequencies, TimeEmbedding.Halves halves) implements Op {
    /** 2π·f_i, what the time is multiplied by. */
    public double[] angular(double... values) {
      return Arrays.stream(values).map(f -> 2 * Math.PI * f).toArray();
    }
  }

  /** The row of a {@code [classes, d]} table that belongs to the class label, {@code [d]}. */
  record ClassEmbedding(String table) implements Op {}

  /** {@code x · Wᵀ + b}, W {@code [out, in]}. */
  record Linear(String weight, String bias) implements Op {}

  /**
   * Cross-correlation with square weights, the same stride both ways, and zeros around the input:
   * {@code padding} of them before the first row and column, and after the last as many as the
   * output's size asks for.
   *
   * @param weight name of the weights
   * @param bias name of the bias {@code [out]}, if there is one
   * @param order how the weights lie
   * @param kernel height and width, odd
   * @param stride 1 or 2
   * @param padding rows and columns of zeros before the first
   */
  record Convolution(
      String weight, Optional<String> bias, WeightOrder order, int kernel, int stride, int padding)
      implements Op {
    /** How a convolution's weights lie. */
    public enum WeightOrder {
      /** {@code [out, in, k, k]}, or {@code [out, in, 1]} for single pixels. */
      OUT_IN,
      /** A matrix {@code [in, out]} for single pixels, as score_sde's "network in network" has. */
      IN_OUT
    }

    public Convolution {
      require(kernel >= 1 && kernel % 2 == 1, "kernel", kernel, "odd");
      require(stride == 1 || stride == 2, "stride", stride, "1 or 2");
      require(padding >= 0 && padding < kernel, "padding", padding, "from 0 to kernel − 1");
      require(
          order == WeightOrder.OUT_IN || kernel == 1, "kernel", kernel, "1 for weights [in, out]");
    }

    private static void require(boolean holds, String name, int got, String expected) {
      if (!holds) {
        throw new IllegalArgumentException(name + ": got " + got + ", must be " + expected);
      }
    }
  }

  /**
   * Group normalisation (Wu and He 2018) with a learned affine {@code γ, β}. A second input {@code
   * [2c]}, when there is one, holds scale and shift: the result is {@code norm(x)·(1 + scale) +
   * shift} (improved DDPM, section 3).
   */
  record GroupNorm(String weight, String bias, int groups, double epsilon) implements Op {}

  /**
   * Every pixel's channels divided by their root mean square, times γ: {@code x/max(‖x‖₂, ε)·√c·γ}
   * (Zhang and Sennrich 2019). A second input {@code [2c]} is scale and shift, as for {@link
   * GroupNorm}.
   *
   * @param gain name of γ, {@code [1, c, 1, 1]}
   */
  record RmsNorm(String gain) implements Op {
    /** ε of PyTorch's {@code F.normalize}. */
    public static final double EPSILON = 1e-12;
  }

  /** {@code x · sigmoid(x)}. */
  record Silu() implements Op {}

  /** {@code x · Φ(x)} of a vector, Φ the normal distribution (Hendrycks and Gimpel 2016). */
  record Gelu() implements Op {}

  /**
   * Multi-head self-attention over the pixels: per head, {@code v · softmax(qᵀk / √d)ᵀ}. The inputs
   * are queries, keys and values, {@code [c, h, w]} each and ordered {@code [heads, d]}, or one map
   * {@code [3c, h, w]} that holds them; the result is {@code [c, h, w]}.
   *
   * @param heads that divide the c channels
   * @param layout how queries, keys and values lie
   * @param memory name of learned keys and values {@code [2, heads, n, d]} that every pixel sees
   *     beside the pixels, if there are any
   */
  record Attention(int heads, Layout layout, Optional<String> memory) implements Op {
    /** How queries, keys and values lie. */
    public enum Layout {
      /** {@code [heads, 3, d]}: the order of improved-diffusion, and guided-diffusion's default. */
      HEADS_FIRST,
      /** {@code [3, heads, d]}: guided-diffusion's {@code use_new_attention_order}. */
      QKV_FIRST,
      /** {@code [heads, d, 3]}: the order of EDM. */
      QKV_LAST,
      /** Three inputs {@code [heads, d]}. */
      SEPARATE
    }
  }

  /**
   * Attention whose cost is linear in the pixels (Shen et al. 2021, as in denoising-diffusion-
   * pytorch): per head, with softmax of q over d and of k over pixels, {@code C = k·vᵀ} and {@code
   * y = Cᵀ·q/√d}. The input {@code [3c, h, w]} is ordered {@code [3, heads, d]}.
   *
   * @param heads that divide the c channels
   * @param memory name of learned keys and values {@code [2, heads, d, n]} that stand beside those
   *     of the pixels, if there are any
   */
  record LinearAttention(int heads, Optional<String> memory) implements Op {}

  /** {@code (a + b)·scale} of two inputs of one shape. */
  record Add(double scale) implements Op {
    public Add {
      if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("scale: got " + scale + ", must be positive");
      }
    }
  }

  /** Adds a vector {@code [c]} to every pixel of {@code [c, h, w]}. */
  record AddPerChannel() implements Op {}

  /** What smooths a map when its size changes twofold. */
  enum Filter {
    /** The mean of 2×2 pixels; nearest neighbours. */
    BOX,
    /** The outer product of [1, 3, 3, 1] with itself, as StyleGAN2 and score_sde have it. */
    FIR
  }

  /**
   * Twice the size both ways: zeros between the pixels, then the filter, four times as strong. With
   * {@link Filter#FIR}, two rows and columns of zeros stand before the first and one after.
   */
  record Upsample(Filter filter) implements Op {}

  /**
   * Half the size both ways: the filter at every second pixel. With {@link Filter#FIR}, one row and
   * column of zeros stands before the first and one after.
   */
  record Downsample(Filter filter) implements Op {}

  /**
   * {@link Filter#FIR} at every pixel, two rows and columns of zeros before the first and two after
   * the last: {@code [c, h + 1, w + 1]}. What precedes a convolution that halves the size.
   */
  record Blur() implements Op {}

  /**
   * Each 2×2 block of pixels as one pixel of four times the channels: {@code [4c, h/2, w/2]} with
   * channel {@code (c, row, column)}.
   */
  record SpaceToDepth() implements Op {}

  /** Concatenation over channels, first input first. */
  record Concat() implements Op {}
}
