package org.purify4j.diffusion.model;

/** What a diffusion network predicts in its first channels. */
public enum Prediction {
  /** The noise ε in {@code x_t = sqrt(ᾱ_t)·x_0 + sqrt(1 − ᾱ_t)·ε} (DDPM, Ho et al. 2020). */
  NOISE
}
