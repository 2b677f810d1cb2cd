package org.purify4j.diffusion.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  @Test
  void allAreClosedAndTheirFailuresHideNothing() {
    IOException first = new IOException("first");
    Error second = new AssertionError("second");
    InterruptedException third = new InterruptedException("third");
    List<String> closed = new ArrayList<>();
    Throwable failure = new IllegalStateException("the reason");
    Closing.after(
        failure, failing(first), failing(second), failing(third), () -> closed.add("last"));
    assertArrayEquals(new Throwable[] {first, second, third}, failure.getSuppressed());
    assertEquals(List.of("last"), closed);
    assertTrue(Thread.interrupted(), "an interruption is kept");
  }

  private static AutoCloseable failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }
}
