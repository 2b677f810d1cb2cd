package org.purify4j.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class SmokeTest {
  @Test
  void backendRuns() {
    assertEquals(4.0, Nd4j.ones(2, 2).sumNumber().doubleValue());
  }
}
