package org.purify4j.diffusion.vote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.chain.Cost;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SharpVictim;
import org.purify4j.diffusion.testing.SmoothDenoiser;
import org.purify4j.diffusion.testing.SmoothVictim;

class EarlyExitTest {
  private static final int IMAGES = 11;
  private static final int VOTES = 9;
  private static final int STEPS = 3;
  private static final Classifier VICTIM = new SharpVictim(new SmoothVictim(4, 3 * 4 * 5), 8);
  private static final Denoiser DENOISER = SmoothDenoiser.create();
  private static final PurifierConfig CONFIG =
      PurifierConfig.of(new NoiseLevel.Timestep(12))
          .withRespacing(new Respacing.Evenly(STEPS))
          .withVotes(VOTES, VoteRule.MAJORITY)
          .withBatchSize(4)
          .withSeed(3);
  private static final INDArray BATCH = Numbers.images(7, IMAGES, 3, 4, 5);
  private static final Draw DRAW = Draw.of(LongStream.range(40, 40 + IMAGES).toArray());

  private record Spent(Answer answer, Cost cost) {}

  private static Spent ask(PurifierConfig config, INDArray images, Draw draw) {
    try (Purifier purifier =
        Purifier.of(DENOISER, config, config.seed().noise(), Optional.empty())) {
      Answer answer =
          new PurifiedClassifier(purifier, VICTIM, GradientMode.BPDA).answer(images, draw);
      return new Spent(answer, purifier.cost());
    }
  }

  private static Spent ask(PurifierConfig config) {
    return ask(config, BATCH, DRAW);
  }

  private static int[] classes(Answer answer) {
    return answer.logits().argMax(1).toIntVector();
  }

  private static int sum(int[] counts) {
    return Arrays.stream(counts).sum();
  }

  private static void assertSame(Answer expected, Answer actual) {
    assertArrayEquals(expected.votes(), actual.votes());
    assertEquals(0, expected.logits().sub(actual.logits()).amaxNumber().doubleValue(), 1e-12);
    assertEquals(0, expected.shown().sub(actual.shown()).amaxNumber().doubleValue(), 1e-12);
  }

  @ParameterizedTest
  @EnumSource
  void decidedAnswersWithFewerCalls(VoteRule rule) {
    PurifierConfig config = CONFIG.withVotes(VOTES, rule).withBatchSize(1);
    Spent all = ask(config);
    Spent early = ask(config.withEarlyExit(new EarlyExit.Decided()));
    assertArrayEquals(classes(all.answer()), classes(early.answer()));
    assertEquals(IMAGES * VOTES, sum(all.answer().votes()));
    int taken = sum(early.answer().votes());
    assertTrue(taken < 0.9 * IMAGES * VOTES, taken + " votes taken");
    // one at a time, nothing is under way in vain
    assertEquals((long) taken * STEPS, early.cost().imagePasses());
    assertEquals((long) taken * STEPS, early.cost().networkCalls());
    assertEquals((long) IMAGES * VOTES * STEPS, all.cost().imagePasses());
  }

  @Test
  void answersDoNotDependOnThePacking() {
    for (EarlyExit exit :
        List.of(new EarlyExit.None(), new EarlyExit.Decided(), new EarlyExit.Risk(0.2))) {
      PurifierConfig config = CONFIG.withEarlyExit(exit);
      Answer expected = ask(config.withBatchSize(1)).answer();
      for (int batch : new int[] {2, 5, 16, 128}) {
        assertSame(expected, ask(config.withBatchSize(batch)).answer());
      }
      INDArray last = BATCH.get(NDArrayIndex.interval(IMAGES - 1, IMAGES));
      Answer alone = ask(config, last, DRAW.slice(IMAGES - 1, IMAGES)).answer();
      assertEquals(expected.votes()[IMAGES - 1], alone.votes()[0]);
      INDArray row = expected.logits().get(NDArrayIndex.interval(IMAGES - 1, IMAGES));
      assertEquals(0, row.sub(alone.logits()).amaxNumber().doubleValue(), 1e-12);
    }
  }

  @Test
  void onlyTheLastBatchIsPadded() {
    Spent all = ask(CONFIG);
    assertEquals((long) IMAGES * VOTES * STEPS, all.cost().imagePasses());
    int batches = (IMAGES * VOTES + 3) / 4;
    assertEquals((long) batches * STEPS, all.cost().networkCalls());
    Spent early = ask(CONFIG.withEarlyExit(new EarlyExit.Decided()));
    long passes = early.cost().imagePasses();
    assertTrue(passes >= (long) sum(early.answer().votes()) * STEPS);
    assertTrue(passes < all.cost().imagePasses());
    assertTrue(early.cost().networkCalls() * 4 - passes < 4 * STEPS, "padded before the last");
  }

  @Test
  void theGradientIsThatOfAllVotesInDenseBatches() {
    PurifierConfig config = CONFIG.withVotes(3, VoteRule.MEAN_PROBABILITY);
    INDArray images = BATCH.get(NDArrayIndex.interval(0, 3));
    Draw draw = DRAW.slice(0, 3).withIndex(2);
    INDArray cotangent = Numbers.gaussian(4, 3, 4);
    INDArray expected = null;
    for (PurifierConfig each :
        List.of(config.withBatchSize(3), config, config.withEarlyExit(new EarlyExit.Decided()))) {
      try (Purifier purifier = Purifier.of(DENOISER, each, each.seed().noise(), Optional.empty())) {
        PurifiedClassifier defended = new PurifiedClassifier(purifier, VICTIM, GradientMode.EXACT);
        INDArray gradient = defended.record(images, draw).gradient(cotangent);
        assertEquals(3L * STEPS, purifier.cost().networkGradients());
        assertEquals(9L * STEPS, purifier.cost().imagePasses());
        if (expected != null) {
          assertEquals(0, expected.sub(gradient).amaxNumber().doubleValue(), 1e-12);
        }
        expected = gradient;
      }
    }
  }
}
