package org.purify4j.cli.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingStackTest {
  private final List<String> closed = new ArrayList<>();
  private final RuntimeException first = new IllegalStateException("first");
  private final RuntimeException second = new IllegalStateException("second");

  private AutoCloseable named(String name) {
    return () -> closed.add(name);
  }

  private static AutoCloseable failing(RuntimeException failure) {
    return () -> {
      throw failure;
    };
  }

  private ClosingStack full() {
    ClosingStack stack = new ClosingStack();
    stack.add(named("a"));
    stack.add(failing(second));
    stack.add(named("b"));
    stack.add(failing(first));
    stack.add(named("c"));
    return stack;
  }

  @Test
  void allAreClosedTheLastFirstWhateverFails() {
    assertSame(first, assertThrows(IllegalStateException.class, full()::close));
    assertEquals(List.of("c", "b", "a"), closed);
    assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
  }

  @Test
  void anErrorStopsNoneFromBeingClosed() {
    Error error = new OutOfMemoryError("first");
    ClosingStack stack = new ClosingStack();
    stack.add(named("a"));
    stack.add(failing(second));
    stack.add(
        () -> {
          throw error;
        });
    assertSame(error, assertThrows(OutOfMemoryError.class, stack::close));
    assertEquals(List.of("a"), closed);
    assertArrayEquals(new Throwable[] {second}, error.getSuppressed());
  }

  @Test
  void failuresOfClosingAreAddedToTheCause() {
    Exception cause = new Exception("cause");
    ClosingStack stack = full();
    stack.closeAfter(cause);
    assertArrayEquals(new Throwable[] {first}, cause.getSuppressed());
    stack.close();
    assertEquals(List.of("c", "b", "a"), closed, "each is closed once");
  }
}
