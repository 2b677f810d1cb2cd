package org.purify4j.diffusion.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a saved training goes on from. */
class StepRandomTest {
  /**
   * The first outputs of xoshiro256++ 1.0 from states that were mixed from (7, 3, key, image), with
   * keys 0 and 1, by a Python script of Blackman's and Vigna's C code.
   */
  @Test
  void theKeysAreThoseOfEverySavedTraining() {
    StepRandom random = new StepRandom(7);
    assertEquals(0x305c1702b95433dfL, random.timestep(3, 0).nextLong());
    assertEquals(0x71ea8338cceb2e76L, random.timestep(3, 2).nextLong());
    assertEquals(0x20c53f0692cbf872L, random.flip(3, 0).nextLong());
    assertEquals(0x550b956622a2612cL, random.flip(3, 2).nextLong());
  }
}
