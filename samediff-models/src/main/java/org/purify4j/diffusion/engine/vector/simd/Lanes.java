package org.purify4j.diffusion.engine.vector.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The width of this machine's vector registers, in floats. */
public final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Floats in one register. */
  public static final int COUNT = SPECIES.length();

  /** Columns that {@link Gemm} computes at a time: two registers. */
  public static final int PANEL = 2 * COUNT;

  /** Stands for an array to be added where there is none; told from others by identity. */
  public static final float[] NOTHING = {};

  private Lanes() {}

  /** The next multiple of {@link #PANEL}. */
  public static int padded(int channels) {
    return (channels + PANEL - 1) / PANEL * PANEL;
  }
}
