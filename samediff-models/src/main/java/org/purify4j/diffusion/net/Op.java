package org.purify4j.diffusion.net;

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
   * DDPM): the halves {@code cos(t·f_i)} and {@code sin(t·f_i)}, f_i = exp(−ln 10000 · i /
   * divisor), i = 0 … dim/2 − 1; an odd dim ends with a zero.
   */
  record TimeEmbedding(int dim, Halves halves, double divisor) implements Op {
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
        frequencies[i] = Math.exp(-Math.log(LONGEST_PERIOD) * i / divisor);
      }
      return frequencies;
    }
  }

  /** The row of a {@code [classes, d]} table that belongs to the class label, {@code [d]}. */
  record ClassEmbedding(String table) implements Op {}

  /** {@code x · Wᵀ + b}, W {@code [out, in]}. */
  record Linear(String weight, String bias) implements Op {}

  /**
   * Cross-correlation with weights {@code [out, in, k, k]} (or {@code [out, in, 1]}, a 1×1
   * convolution over pixels), the same stride both ways and the same zero padding on all four
   * sides.
   */
  record Convolution(String weight, String bias, int kernel, int stride, int padding)
      implements Op {}

  /**
   * Group normalisation (Wu and He 2018) with a learned affine {@code γ, β}. A second input {@code
   * [2c]}, when there is one, holds scale and shift: the result is {@code norm(x)·(1 + scale) +
   * shift} (improved DDPM, section 3).
   */
  record GroupNorm(String weight, String bias, int groups, double epsilon) implements Op {}

  /** {@code x · sigmoid(x)}. */
  record Silu() implements Op {}

  /**
   * Multi-head self-attention over the pixels. The input holds queries, keys and values, {@code
   * [3c, h, w]}; the result is {@code [c, h, w]}. Products of queries and keys are scaled by
   * 1/√(c/heads).
   */
  record Attention(int heads, Layout layout) implements Op {
    /** How the 3c input channels are ordered. */
    public enum Layout {
      /** {@code [heads, 3, d]}: the order of improved-diffusion, and guided-diffusion's default. */
      HEADS_FIRST,
      /** {@code [3, heads, d]}: guided-diffusion's {@code use_new_attention_order}. */
      QKV_FIRST
    }
  }

  /** Element-wise sum of two inputs of one shape. */
  record Add() implements Op {}

  /** Adds a vector {@code [c]} to every pixel of {@code [c, h, w]}. */
  record AddPerChannel() implements Op {}

  /** Nearest-neighbour enlargement, twofold both ways. */
  record Upsample() implements Op {}

  /** Mean over 2×2 pixels, stride 2. */
  record AveragePool() implements Op {}

  /** Concatenation over channels, first input first. */
  record Concat() implements Op {}
}
