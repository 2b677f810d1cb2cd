package org.purify4j.diffusion.engine.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyPieceIsDoneOnceBeforeItReturns(int members) {
    try (Team team = new Team(members)) {
      for (int pieces : new int[] {0, 1, 2, 3, 7, 1000}) {
        for (int round = 0; round < 200; round++) {
          AtomicIntegerArray done = new AtomicIntegerArray(pieces);
          team.run(
              pieces,
              (from, to, member) -> {
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
  void aFailureOfAnyMemberReachesTheCallerAndTheTeamGoesOn(int members) {
    try (Team team = new Team(members)) {
      for (int failing = 0; failing < members; failing++) {
        int who = failing;
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    team.run(
                        members,
                        (from, to, member) -> {
                          if (member == who) {
                            throw new ArithmeticException("piece " + from);
                          }
                        }));
        assertEquals("piece " + who, thrown.getCause().getMessage());
      }
      boolean[] ran = new boolean[members];
      team.run(members, (from, to, member) -> ran[member] = true);
      for (boolean one : ran) {
        assertTrue(one);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void noFailureIsLostAndNoneIsLeftForTheNextRun(int members) {
    try (Team team = new Team(members)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  team.run(
                      members,
                      (from, to, member) -> {
                        throw new ArithmeticException("piece " + from);
                      }));
      assertEquals(members - 1, thrown.getCause().getSuppressed().length);
      int[] owners = new int[members];
      team.run(members, (from, to, member) -> owners[member] = from + 1);
      for (int member = 0; member < members; member++) {
        assertEquals(member + 1, owners[member]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void pieceBelongsToTheSameMemberEveryTime(int members) {
    try (Team team = new Team(members)) {
      int[] first = new int[10];
      int[] second = new int[10];
      for (int[] owners : new int[][] {first, second}) {
        team.run(owners.length, (from, to, member) -> Arrays.fill(owners, from, to, member));
      }
      assertArrayEquals(first, second);
    }
  }
}
