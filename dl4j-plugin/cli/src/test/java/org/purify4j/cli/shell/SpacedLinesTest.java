package org.purify4j.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpacedLinesTest {
  @Test
  void aLineIsPrintedEveryHalfMinute() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    AtomicLong seconds = new AtomicLong(5);
    try (ProgressLine progress =
        new SpacedLines(
            new PrintStream(err, true, StandardCharsets.UTF_8),
            "sweep",
            () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
      for (int i = 0; i < 100; i++) {
        progress.show(i, 100, "step " + i);
        seconds.incrementAndGet();
      }
    }
    assertEquals(
        "sweep: 30 % after 30 s: step 30\n"
            + "sweep: 60 % after 60 s: step 60\n"
            + "sweep: 90 % after 90 s: step 90\n",
        err.toString(StandardCharsets.UTF_8));
  }
}
