package org.purify4j.diffusion.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.purify4j.diffusion.classifier.Softmax;

class StoppingRuleTest {
  private static final int CLASSES = 3;

  /** Logits of a draw that is all but certain of a class. */
  private static double[] sure(int label) {
    double[] logits = new double[CLASSES];
    logits[label] = 60;
    return logits;
  }

  /** How many draws a rule takes. */
  private static int taken(EarlyExit exit, VoteRule rule, int votes, IntUnaryOperator labels) {
    StoppingRule stopping = StoppingRule.of(exit, votes);
    Ballot ballot = new Ballot(rule);
    for (int v = 0; v < votes; v++) {
      ballot.add(sure(labels.applyAsInt(v)));
      if (stopping.enough(ballot)) {
        break;
      }
    }
    return ballot.size();
  }

  @Test
  void majorityCountsFirstPlaces() {
    Ballot ballot = new Ballot(VoteRule.MAJORITY);
    ballot.add(new double[] {0.1, 0, -9});
    ballot.add(new double[] {0.1, 0, -9});
    ballot.add(new double[] {-9, 9, 0});
    double[] majority = ballot.logits();
    assertEquals(0, Softmax.largest(majority));
    assertEquals(1, Math.exp(majority[0]) + Math.exp(majority[1]), 1e-3);
  }

  @ParameterizedTest
  @CsvSource({
    // votes, draws against in the first places, decided by, at risk 0.05, at risk 0.1
    "1, 0, 1, 1, 1",
    "2, 0, 2, 2, 2",
    "5, 0, 3, 3, 3",
    "7, 0, 4, 4, 4",
    "8, 0, 5, 4, 4",
    "10, 0, 6, 5, 4",
    "20, 0, 11, 5, 4",
    "40, 0, 21, 6, 5",
    "20, 1, 12, 12, 12"
  })
  void unanimousVotesAreEnoughSoon(int votes, int against, int decided, int risk5, int risk10) {
    IntUnaryOperator labels = v -> v < against ? 1 : 0;
    VoteRule rule = VoteRule.MAJORITY;
    assertEquals(votes, taken(new EarlyExit.None(), rule, votes, labels));
    assertEquals(decided, taken(new EarlyExit.Decided(), rule, votes, labels));
    assertEquals(risk5, taken(new EarlyExit.Risk(0.05), rule, votes, labels));
    assertEquals(risk10, taken(new EarlyExit.Risk(0.1), rule, votes, labels));
  }

  @Test
  void aTieIsNotDecided() {
    // after three of four votes for one class, the last cannot bring more than a lead of two
    assertEquals(3, taken(new EarlyExit.Decided(), VoteRule.MAJORITY, 4, v -> 0));
    // two of three against one: the fourth may bring a tie, which the probabilities break
    assertEquals(4, taken(new EarlyExit.Decided(), VoteRule.MAJORITY, 4, v -> v == 0 ? 1 : 0));
  }

  /** Random draws of every degree of agreement: what is decided is never another class. */
  @ParameterizedTest
  @EnumSource
  void decidedIsAlwaysTheClassOfAllVotes(VoteRule rule) {
    Random random = new Random(1);
    int early = 0;
    for (int image = 0; image < 5000; image++) {
      int votes = 2 + random.nextInt(9);
      Stopped stopped = stop(new EarlyExit.Decided(), rule, votes, random, 4 * random.nextDouble());
      assertEquals(stopped.classOfAll(), stopped.label());
      early += stopped.draws() < votes ? 1 : 0;
    }
    assertTrue(early > 1000, "only " + early + " stopped early");
  }

  /** Close elections, where a wrong stop is likeliest, are stopped wrongly no more than stated. */
  @ParameterizedTest
  @EnumSource
  void wrongStopsStayWithinTheRisk(VoteRule rule) {
    Random random = new Random(2);
    int images = 20_000;
    double risk = 0.1;
    for (double signal : new double[] {0, 0.5, 1}) {
      int wrong = 0;
      int early = 0;
      for (int image = 0; image < images; image++) {
        Stopped stopped = stop(new EarlyExit.Risk(risk), rule, 25, random, signal);
        wrong += stopped.label() != stopped.classOfAll() ? 1 : 0;
        early += stopped.draws() < 13 ? 1 : 0;
      }
      assertTrue(wrong <= risk * images, wrong + " wrong at signal " + signal);
      assertTrue(early > images / 200, "only " + early + " stopped early at signal " + signal);
    }
  }

  private record Stopped(int draws, int label, int classOfAll) {}

  /** Gaussian logits, class 0 raised by a signal. */
  private static Stopped stop(
      EarlyExit exit, VoteRule rule, int votes, Random random, double signal) {
    StoppingRule stopping = StoppingRule.of(exit, votes);
    Ballot stopped = new Ballot(rule);
    Ballot all = new Ballot(rule);
    boolean enough = false;
    for (int v = 0; v < votes; v++) {
      double[] logits = new double[CLASSES];
      for (int c = 0; c < CLASSES; c++) {
        logits[c] = 3 * (random.nextGaussian() + (c == 0 ? signal : 0));
      }
      all.add(logits);
      if (!enough) {
        stopped.add(logits);
        enough = stopping.enough(stopped);
      }
    }
    return new Stopped(
        stopped.size(), Softmax.largest(stopped.logits()), Softmax.largest(all.logits()));
  }
}
