package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerThreadsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyPieceIsDoneOnceBeforeItReturns(int count) {
    try (WorkerThreads workers = new WorkerThreads(count)) {
      for (int pieces : new int[] {0, 1, 2, 3, 7, 1000}) {
        for (int round = 0; round < 200; round++) {
          AtomicIntegerArray done = new AtomicIntegerArray(pieces);
          workers.run(
              pieces,
              (from, to, worker) -> {
                for (int piece = from; piece < to; piece++) {
                  done.incrementAndGet(piece);
                }
              });
          int[] counts = new int[pieces];
          Arrays.setAll(counts, done::get);
          int[] ones = new int[pieces];
          Arrays.fill(ones, 1);
          assertArrayEquals(ones, counts);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aFailureOfAnyWorkerReachesTheCallerAndTheOthersGoOn(int count) {
    try (WorkerThreads workers = new WorkerThreads(count)) {
      for (int failing = 0; failing < count; failing++) {
        int who = failing;
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run(
                        count,
                        (from, to, worker) -> {
                          if (worker == who) {
                            throw new ArithmeticException("piece " + from);
                          }
                        }));
        assertEquals("piece " + who, thrown.getCause().getMessage());
      }
      boolean[] ran = new boolean[count];
      workers.run(count, (from, to, worker) -> ran[worker] = true);
      for (boolean one : ran) {
        assertTrue(one);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void noFailureIsLostAndNoneIsLeftForTheNextRun(int count) {
    try (WorkerThreads workers = new WorkerThreads(count)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      count,
                      (from, to, worker) -> {
                        throw new ArithmeticException("piece " + from);
                      }));
      assertEquals(count - 1, thrown.getCause().getSuppressed().length);
      int[] owners = new int[count];
      workers.run(count, (from, to, worker) -> owners[worker] = from + 1);
      for (int worker = 0; worker < count; worker++) {
        assertEquals(worker + 1, owners[worker]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void pieceBelongsToTheSameWorkerEveryTime(int count) {
    try (WorkerThreads workers = new WorkerThreads(count)) {
      int[] first = new int[10];
      int[] second = new int[10];
      for (int[] owners : new int[][] {first, second}) {
        workers.run(owners.length, (from, to, worker) -> Arrays.fill(owners, from, to, worker));
      }
      assertArrayEquals(first, second);
    }
  }
}
