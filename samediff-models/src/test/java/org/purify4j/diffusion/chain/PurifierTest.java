package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.TinyModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothDenoiser;
import org.purify4j.diffusion.testing.SmoothNetwork;
import org.purify4j.diffusion.testing.SmoothVictim;
import org.purify4j.diffusion.vote.VoteRule;

class PurifierTest {
  private static final int PIXELS = 3 * 4 * 5;
  private static final SmoothVictim VICTIM = new SmoothVictim(4, PIXELS);
  private static final Denoiser DENOISER = SmoothDenoiser.create();
  private static final PurifierConfig GUIDED =
      PurifierConfig.of(new NoiseLevel.Timestep(9))
          .withRespacing(new Respacing.Evenly(4))
          .withBatchSize(4)
          .withSeed(11)
          .withGuidance(
              Guidance.of(
                  new SquaredDistance(0.2, DistanceTarget.NOISED_INPUT),
                  new VictimOutput(
                      3, OutputLoss.KL, new OutputReference.Purified(2), EvaluateAt.NOISY)));

  private static Purifier purifier(PurifierConfig config) {
    return Purifier.of(DENOISER, config, config.seed().noise(), Optional.of(VICTIM));
  }

  private static INDArray images(int n) {
    return Numbers.images(7, n, 3, 4, 5);
  }

  private static Draw ids(int n) {
    return Draw.of(LongStream.range(100, 100 + n).toArray());
  }

  private static INDArray first(INDArray images, int n) {
    return images.get(NDArrayIndex.interval(0, n));
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue(), tolerance);
  }

  @Test
  void resultDoesNotDependOnTheBatch() {
    INDArray images = images(7);
    try (Purifier one = purifier(GUIDED.withBatchSize(1));
        Purifier four = purifier(GUIDED);
        Purifier many = purifier(GUIDED.withBatchSize(9))) {
      INDArray expected = one.purify(images, ids(7));
      assertClose(expected, four.purify(images, ids(7)), 1e-12);
      assertClose(expected, many.purify(images, ids(7)), 1e-12);
      assertClose(first(expected, 3), four.purify(first(images, 3), ids(3)), 1e-12);
    }
  }

  /** ND4J's own intervals of such a view come out empty. */
  @Test
  void imagesMayBeAViewIntoOthers() {
    INDArray all = images(12);
    INDArray view = all.get(NDArrayIndex.interval(3, 12));
    try (Purifier purifier = purifier(GUIDED.withVotes(2, VoteRule.MEAN_PROBABILITY))) {
      assertClose(purifier.purify(view.dup(), ids(9)), purifier.purify(view, ids(9)), 0);
      PurifiedClassifier defended = new PurifiedClassifier(purifier, VICTIM, GradientMode.BPDA);
      assertClose(defended.logits(view.dup(), ids(9)), defended.logits(view, ids(9)), 0);
      INDArray ones = Nd4j.ones(DataType.DOUBLE, 9, 4);
      assertClose(
          defended.record(view.dup(), ids(9)).gradient(ones),
          defended.record(view, ids(9)).gradient(ones),
          0);
    }
  }

  @Test
  void imagesAreLeftAloneAndResultsLieInRange() {
    INDArray images = images(2);
    INDArray before = images.dup();
    try (Purifier purifier = purifier(GUIDED)) {
      INDArray result = purifier.purify(images);
      assertClose(before, images, 0);
      assertTrue(result.maxNumber().doubleValue() <= 1);
      assertTrue(result.minNumber().doubleValue() >= 0);
      assertTrue(result.sub(images).amaxNumber().doubleValue() > 0.01);
      assertClose(result, purifier.purify(images), 0);
    }
  }

  @Test
  void drawSeedAndIdDecideTheNoise() {
    INDArray images = images(1);
    try (Purifier purifier = purifier(GUIDED);
        Purifier otherSeed = purifier(GUIDED.withSeed(12))) {
      INDArray result = purifier.purify(images, ids(1));
      for (INDArray other :
          List.of(
              purifier.purify(images, ids(1).withIndex(1)),
              purifier.purify(images, Draw.of(7)),
              otherSeed.purify(images, ids(1)))) {
        assertTrue(other.sub(result).amaxNumber().doubleValue() > 0.01);
      }
    }
  }

  @Test
  void resultsOutliveTheCallersWorkspace() {
    WorkspaceConfiguration workspace =
        WorkspaceConfiguration.builder().initialSize(1 << 20).build();
    try (Purifier purifier = purifier(GUIDED)) {
      MemoryWorkspace inside =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace(workspace, "PURIFIER_TEST");
      INDArray result;
      try {
        result = purifier.purify(images(1), ids(1));
        assertTrue(!result.isAttached());
      } finally {
        inside.close();
      }
      assertClose(purifier.purify(images(1), ids(1)), result, 0);
    }
  }

  @Test
  void observerSeesEveryStepAndCostCountsEveryCall() {
    PurifierConfig config =
        GUIDED.withRounds(new NoiseLevel.Timestep(9), new NoiseLevel.Timestep(5));
    List<String> seen = new ArrayList<>();
    try (Purifier purifier = purifier(config.withGuidance(Guidance.none()))) {
      purifier.observe(
          e -> seen.add(e.batch() + "/" + e.batches() + " " + e.round() + " " + e.step()));
      purifier.purify(images(5), ids(5));
      assertEquals(16, seen.size());
      assertEquals("0/2 0 1", seen.get(0));
      assertEquals("1/2 1 4", seen.get(15));
      assertEquals(8, purifier.steps());
      assertEquals(16, purifier.cost().networkCalls());
      assertEquals(0, purifier.cost().victimCalls());
      Cost cost = purifier.cost();
      assertTrue(cost.networkNanos() + cost.victimNanos() < cost.totalNanos());
    }
    try (Purifier purifier = purifier(config)) {
      purifier.purify(images(1), ids(1));
      // 8 steps, and 8 of each of two reference draws, made once; each round asks about them
      assertEquals(24, purifier.cost().networkCalls());
      assertEquals(8 + 2 * 2, purifier.cost().victimCalls());
    }
  }

  @Test
  void canBeCancelledAndUsedAgain() {
    int[] steps = {0};
    try (Purifier purifier = purifier(GUIDED)) {
      purifier.observe(event -> steps[0]++);
      purifier.cancelWhen(() -> steps[0] >= 2);
      assertThrows(CancellationException.class, () -> purifier.purify(images(1)));
      assertEquals(2, steps[0]);
      purifier.cancelWhen(() -> false);
      purifier.purify(images(1));
      assertEquals(6, steps[0]);
    }
  }

  @Test
  void aClosedPurifierRefusesUse() {
    int[] opened = {0};
    Denoiser counting =
        new Denoiser(
            (batch, height, width) -> {
              opened[0]++;
              return new SmoothNetwork(batch, 6);
            },
            DENOISER.schedule(),
            DENOISER.variance(),
            DENOISER.networkTime(),
            DENOISER.dataType());
    Purifier purifier = Purifier.of(counting, GUIDED, new GaussianNoise(11), Optional.of(VICTIM));
    Tape tape;
    try (purifier) {
      tape = purifier.record(images(1), ids(1));
    }
    assertEquals(1, opened[0]);
    for (Executable use :
        List.<Executable>of(
            () -> purifier.purify(images(1)),
            () -> purifier.record(images(1), ids(1)),
            () -> tape.gradient(images(1)))) {
      ClosedException e = assertThrows(ClosedException.class, use);
      assertTrue(e.getMessage().startsWith("purifier: got a closed one"), e.getMessage());
    }
    assertEquals(1, opened[0]);
    assertEquals(GUIDED, purifier.config());
    purifier.close();
  }

  @Test
  void badCallsAreRefused() {
    try (Purifier purifier = purifier(GUIDED)) {
      assertThrows(ImageFaultException.class, () -> purifier.purify(images(1).muli(255)));
      assertThrows(ImageFaultException.class, () -> purifier.purify(images(1).mul(2).subi(1)));
      assertThrows(ImageFaultException.class, () -> purifier.record(images(1).muli(255), ids(1)));
      assertThrows(IllegalArgumentException.class, () -> purifier.purify(images(2), ids(1)));
      assertThrows(
          IllegalArgumentException.class,
          () -> purifier.purify(images(1).reshape(3, 4, 5), ids(3)));
      purifier.purify(images(1).muli(0).addi(1 + 1e-5));
    }
  }

  @Test
  void aBadImageIsNamedAndTheOthersArePurified() {
    INDArray good = images(7);
    INDArray bad = good.dup();
    bad.putScalar(new int[] {5, 1, 2, 3}, Double.NaN);
    bad.putScalar(new int[] {2, 0, 0, 0}, 1.5);
    try (Purifier purifier = purifier(GUIDED)) {
      INDArray expected = purifier.purify(good, ids(7));
      ImageFaultException e =
          assertThrows(ImageFaultException.class, () -> purifier.purify(bad, ids(7)));
      assertEquals(Set.of(2, 5), e.faults().keySet());
      assertEquals(
          "got NaN at channel 1, row 2, column 3, must be a number in [0, 1]", e.faults().get(5));
      assertTrue(
          e.faults().get(2).matches("got pixels from 0.\\d+ to 1.5, must be in \\[0, 1] .*"),
          e.faults().get(2));
      assertTrue(String.valueOf(e.getMessage()).startsWith("image 2: got pixels"), e.getMessage());
      assertOthers(expected, Set.of(2, 5), e);
    }
  }

  /** As damaged weights make them, before clipping turns them into white pixels. */
  @Test
  void aPredictionThatIsNotFiniteNamesImageAndStep() {
    PurifierConfig config = GUIDED.withGuidance(Guidance.none());
    INDArray images = images(7);
    INDArray expected;
    try (Purifier purifier = purifier(config)) {
      expected = purifier.purify(images, ids(7));
    }
    int[] calls = {0};
    Denoiser damaged =
        DENOISER.withNetworks(
            (batch, height, width) -> new NanNetwork(new SmoothNetwork(batch, 6), calls, 6, 1));
    try (Purifier purifier =
        Purifier.of(damaged, config, new GaussianNoise(11), Optional.empty())) {
      ImageFaultException e =
          assertThrows(ImageFaultException.class, () -> purifier.purify(images, ids(7)));
      assertEquals(
          Map.of(
              5,
              "got a prediction that is not finite in round 1, step 2 of 4 (timestep 6), must be"
                  + " finite (are the weights of the diffusion model damaged?)"),
          e.faults());
      assertOthers(expected, Set.of(5), e);
      calls[0] = 4;
      assertThrows(ImageFaultException.class, () -> purifier.record(first(images, 2), ids(2)));
      calls[0] = 0; // the second of four calls of the second batch
      ImageFaultException recorded =
          assertThrows(ImageFaultException.class, () -> purifier.record(images, ids(7)));
      assertEquals(Set.of(5), recorded.faults().keySet());
    }
  }

  /** Votes are packed in another order than images. */
  @Test
  void faultsBehindVotesNameImages() {
    PurifierConfig config =
        GUIDED.withGuidance(Guidance.none()).withVotes(3, VoteRule.MEAN_PROBABILITY);
    INDArray images = images(3);
    int[] calls = {0};
    Denoiser damaged =
        DENOISER.withNetworks(
            (batch, height, width) -> new NanNetwork(new SmoothNetwork(batch, 6), calls, 6, 1));
    try (Purifier purifier =
        Purifier.of(damaged, config, new GaussianNoise(11), Optional.empty())) {
      PurifiedClassifier defended = new PurifiedClassifier(purifier, VICTIM, GradientMode.EXACT);
      ImageFaultException e =
          assertThrows(ImageFaultException.class, () -> defended.logits(images, ids(3)));
      assertEquals(1, e.faults().size());
      int image = e.faults().keySet().iterator().next();
      assertTrue(image < 3, "a vote: " + image);
      INDArray bad = images.dup();
      bad.putScalar(new int[] {2, 0, 0, 0}, Double.NaN);
      ImageFaultException ofPixel =
          assertThrows(ImageFaultException.class, () -> defended.logits(bad, ids(3)));
      assertEquals(Set.of(2), ofPixel.faults().keySet());
    }
  }

  @Test
  void guidanceThatIsNotFiniteHarmsNoOtherImage() {
    INDArray images = images(3);
    PurifierConfig config =
        GUIDED.withGuidance(
            Guidance.of(
                new VictimOutput(3, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));
    INDArray expected;
    try (Purifier purifier = purifier(config)) {
      expected = purifier.purify(images, ids(3));
    }
    Classifier broken = new NanVictim(VICTIM, 1);
    try (Purifier purifier =
        Purifier.of(DENOISER, config, new GaussianNoise(11), Optional.of(broken))) {
      ImageFaultException e =
          assertThrows(ImageFaultException.class, () -> purifier.purify(images, ids(3)));
      assertTrue(
          e.faults().get(1).startsWith("got guidance that is not finite in round 1, step 1"));
      assertOthers(expected, Set.of(1), e);
    }
  }

  private static void assertOthers(INDArray expected, Set<Integer> bad, ImageFaultException e) {
    INDArray result = e.others().orElseThrow();
    assertEquals(bad, e.faults().keySet());
    for (int i = 0; i < expected.size(0); i++) {
      INDArray row = Rows.of(result, i, i + 1);
      if (bad.contains(i)) {
        assertTrue(Double.isNaN(row.getDouble(0)), "image " + i);
      } else {
        assertClose(Rows.of(expected, i, i + 1), row, 1e-12);
      }
    }
  }

  /** NaN in one row of one of its calls. */
  private record NanNetwork(SmoothNetwork network, int[] calls, int call, int row)
      implements ExecutableNetwork {
    @Override
    public int batchSize() {
      return network.batchSize();
    }

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      INDArray output = network.forward(x, conditioning);
      calls[0]++;
      if (calls[0] == call) {
        output.putScalar(new int[] {row, 2, 1, 1}, Double.POSITIVE_INFINITY);
      }
      return output;
    }

    @Override
    public Tape record(INDArray x, Conditioning conditioning) {
      return Tape.of(forward(x, conditioning), c -> network.record(x, conditioning).gradient(c));
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {
      network.close();
    }
  }

  /** Its gradient is NaN for one image. */
  private record NanVictim(SmoothVictim victim, int row) implements Classifier {
    @Override
    public int classes() {
      return victim.classes();
    }

    @Override
    public INDArray logits(INDArray images) {
      return victim.logits(images);
    }

    @Override
    public Tape record(INDArray images) {
      Tape tape = victim.record(images);
      return Tape.of(
          tape.output(),
          ofLogits -> {
            INDArray gradient = tape.gradient(ofLogits);
            Rows.of(gradient, row, row + 1).assign(Double.NaN);
            return gradient;
          });
    }
  }

  /** Padded to the next power of two, so that one image does not pay for eight. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,4", "5,4 1", "7,4 4", "9,4 4 1"})
  void aFewImagesAreASmallBatch(int n, String batches) {
    List<String> called = new ArrayList<>();
    Denoiser watched = DENOISER.withNetworks((batch, height, width) -> new SmoothNetwork(batch, 6));
    PurifierConfig config =
        GUIDED.withGuidance(Guidance.none()).withRespacing(new Respacing.Evenly(1));
    try (Purifier purifier =
        Purifier.of(watched, config, new GaussianNoise(11), Optional.empty())) {
      purifier.observe(event -> called.add(String.valueOf(event.x().size(0))));
      purifier.purify(images(n), ids(n));
    }
    assertEquals(batches, String.join(" ", called));
  }

  @Test
  void aSecretSeedIsFreshForEachCallAndPurifier() {
    INDArray images = images(2);
    PurifierConfig secret = GUIDED.withSecretSeed();
    try (Purifier one = purifier(secret);
        Purifier other = purifier(secret);
        Purifier fixed = purifier(GUIDED)) {
      assertFar(one.purify(images), one.purify(images));
      assertFar(one.purify(images, ids(2)), other.purify(images, ids(2)));
      assertClose(one.purify(images, ids(2)), one.purify(images, ids(2)), 0);
      assertClose(fixed.purify(images), fixed.purify(images), 0);
      INDArray twice = Nd4j.concat(0, first(images, 1), first(images, 1));
      INDArray result = one.purify(twice);
      assertFar(Rows.of(result, 0, 1), Rows.of(result, 1, 2));
    }
  }

  private static void assertFar(INDArray one, INDArray other) {
    assertTrue(one.sub(other).amaxNumber().doubleValue() > 0.01, "the two are the same");
  }

  @Test
  void imagesThatTheModelDoesNotTakeAreRefusedAtOnce() {
    try (DiffusionModel model = TinyModel.of(VarianceType.LEARNED_RANGE);
        Purifier purifier = Purifier.of(model, GUIDED.withGuidance(Guidance.none()))) {
      assertRefused(
          "images: got 1 channels, must be 3 (those of the diffusion model)",
          () -> purifier.purify(Numbers.images(7, 2, 1, 8, 8)));
      assertRefused(
          "images: got 4 channels, must be 3 (those of the diffusion model)",
          () -> purifier.record(Numbers.images(7, 2, 4, 8, 8), ids(2)));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> purifier.purify(Numbers.images(7, 2, 3, 9, 8)));
      assertTrue(
          e.getMessage().startsWith("images: got 9×8 pixels, must be a multiple of "),
          e.getMessage());
    }
  }

  private static void assertRefused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void aClosedModelRefusesUse() {
    DiffusionModel model = TinyModel.of(VarianceType.LEARNED_RANGE);
    try (model;
        Purifier purifier = Purifier.of(model, GUIDED.withGuidance(Guidance.none()))) {
      INDArray images = Numbers.images(7, 1, 3, 8, 8);
      purifier.purify(images);
      model.close();
      for (Executable use :
          List.<Executable>of(
              () -> purifier.purify(images),
              () -> purifier.record(images, ids(1)),
              model::weights,
              () -> model.noiseNetwork(1, 8, 8),
              () -> model.save(Path.of("nowhere.zip")))) {
        ClosedException e = assertThrows(ClosedException.class, use);
        assertTrue(e.getMessage().startsWith("diffusion model: got a closed one"), e.getMessage());
      }
    }
  }

  @Test
  void gradientAgreesWithFiniteDifferencesAcrossBatchesAndClipping() {
    INDArray images = images(6);
    images.slice(2).muli(0.05).addi(0.95); // some results are clipped
    INDArray cotangent = Numbers.gaussian(2, images.shape());
    INDArray direction = Numbers.gaussian(3, images.shape());
    try (Purifier purifier = purifier(GUIDED)) {
      Tape tape = purifier.record(images, ids(6));
      assertClose(purifier.purify(images, ids(6)), tape.output(), 0);
      INDArray gradient = tape.gradient(cotangent);
      double expected =
          Numbers.slope(v -> purifier.purify(v, ids(6)), images, direction, cotangent, 1e-7);
      assertEquals(expected, Numbers.dot(gradient, direction), 1e-4 * Math.abs(expected));
    }
  }

  @Test
  void defendedVictimIsTheMeanOverVotes() {
    INDArray images = images(5);
    try (Purifier purifier = purifier(GUIDED.withVotes(3, VoteRule.MEAN_PROBABILITY))) {
      PurifiedClassifier defended = new PurifiedClassifier(purifier, VICTIM, GradientMode.EXACT);
      INDArray logits = defended.logits(images, ids(5).withIndex(2));
      INDArray mean = Nd4j.zeros(DataType.DOUBLE, 5, 4);
      for (int v = 6; v < 9; v++) {
        INDArray purified = purifier.purify(images, ids(5).withIndex(v));
        mean.addi(Nd4j.nn.softmax(VICTIM.logits(purified), 1).divi(3));
      }
      assertClose(mean, Nd4j.math.exp(logits), 1e-9);
      assertClose(
          purifier.purify(images, ids(5).withIndex(6)),
          defended.answer(images, ids(5).withIndex(2)).shown(),
          0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "SURROGATE"})
  void defendedGradientAgreesWithFiniteDifferences(GradientMode mode) {
    // unguided, a surrogate in the very same steps is exact
    PurifierConfig config =
        (mode == GradientMode.EXACT ? GUIDED : GUIDED.withGuidance(Guidance.none()))
            .withVotes(2, VoteRule.MEAN_PROBABILITY);
    INDArray images = images(5);
    INDArray cotangent = Numbers.gaussian(4, 5, 4);
    INDArray direction = Numbers.gaussian(5, images.shape());
    try (Purifier purifier = purifier(config)) {
      PurifiedClassifier defended = new PurifiedClassifier(purifier, VICTIM, mode);
      INDArray gradient = defended.record(images, ids(5)).gradient(cotangent);
      double expected =
          Numbers.slope(v -> defended.logits(v, ids(5)), images, direction, cotangent, 1e-6);
      assertEquals(expected, Numbers.dot(gradient, direction), 1e-4 * Math.abs(expected));
      assertClose(gradient, defended.at(ids(5)).record(images).gradient(cotangent), 1e-12);
    }
  }

  /** As the exact gradient of the same purifier without guidance; of one batch and of several. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void theUnguidedGradientIsThatOfTheChainWithoutGuidance(int n) {
    PurifierConfig config = GUIDED.withVotes(2, VoteRule.MEAN_PROBABILITY);
    INDArray images = images(n);
    INDArray cotangent = Numbers.gaussian(4, n, 4);
    try (Purifier guided = purifier(config);
        Purifier bare = purifier(config.withGuidance(Guidance.none()))) {
      PurifiedClassifier unguided = new PurifiedClassifier(bare, VICTIM, GradientMode.EXACT);
      Tape tape =
          new PurifiedClassifier(guided, VICTIM, GradientMode.UNGUIDED).record(images, ids(n));
      INDArray expected = unguided.record(images, ids(n)).gradient(cotangent);
      assertClose(expected, tape.gradient(cotangent), 1e-12);
      assertClose(unguided.logits(images, ids(n)), tape.output(), 1e-12);
    }
  }

  @Test
  void otherGradientModes() {
    INDArray images = images(2);
    INDArray cotangent = Numbers.gaussian(4, 2, 4);
    try (Purifier purifier = purifier(GUIDED)) {
      INDArray purified = purifier.purify(images, ids(2));
      Tape votes = VICTIM.record(purified);
      // log softmax: dL/dz = c − softmax(z)·Σc
      INDArray share = Nd4j.nn.softmax(votes.output(), 1).muliColumnVector(cotangent.sum(true, 1));
      INDArray ofVotes = votes.gradient(cotangent.sub(share));
      PurifiedClassifier bpda = new PurifiedClassifier(purifier, VICTIM, GradientMode.BPDA);
      assertClose(ofVotes, bpda.record(images, ids(2)).gradient(cotangent), 1e-10);
      PurifiedClassifier bare = new PurifiedClassifier(purifier, VICTIM, GradientMode.NONE);
      assertClose(
          VICTIM.record(images).gradient(cotangent),
          bare.record(images, ids(2)).gradient(cotangent),
          0);
    }
  }
}
