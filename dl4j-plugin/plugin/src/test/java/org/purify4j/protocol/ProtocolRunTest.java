package org.purify4j.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Verdict;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

class ProtocolRunTest {
  private static final RunSettings SETTINGS = new RunSettings(3, 3);
  private static final LabelledImages IMAGES = KeyedClassifier.images(8);
  private static final KeyedClassifier WEAK = new KeyedClassifier(1, 1.2);

  private static ProtocolResult run(Protocol protocol, Deployment... deployments)
      throws IOException {
    ProtocolRun run =
        ProtocolRun.of(protocol, IMAGES, SETTINGS, Optional.empty(), List.of(deployments));
    return run.run(run.estimate(), (done, total, doing) -> {});
  }

  /** Softmax probabilities of one image in one draw, by nothing but the classifier. */
  private static double[] probabilities(
      NoisyClassifier classifier, INDArray images, int i, long draw) {
    INDArray one = images.get(NDArrayIndex.interval(i, i + 1)).dup('c');
    double[] logits = classifier.logits(one, new Draw(new long[] {100 + i}, draw)).toDoubleVector();
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] = Math.exp(logits[c]) / sum;
    }
    return logits;
  }

  private static int largest(double[] row) {
    int best = 0;
    for (int c = 0; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
    }
    return best;
  }

  /** Share of one, all, most, and mean of the draws 1 to 9 that are right for an image. */
  private static double[] counted(INDArray images, int i, long from, long to) {
    int label = IMAGES.labels()[i];
    int right = 0;
    double[] votes = new double[4];
    double[] mean = new double[4];
    for (long draw = from; draw <= to; draw++) {
      double[] row = probabilities(WEAK, images, i, draw);
      right += largest(row) == label ? 1 : 0;
      votes[largest(row)]++;
      for (int c = 0; c < 4; c++) {
        mean[c] += row[c];
      }
    }
    double[] broken = new double[4];
    for (int c = 0; c < 4; c++) {
      broken[c] = votes[c] + mean[c] / 100; // the mean breaks ties
    }
    double draws = to - from + 1;
    return new double[] {
      right / draws,
      right == draws ? 1 : 0,
      largest(broken) == label ? 1 : 0,
      largest(mean) == label ? 1 : 0
    };
  }

  @ParameterizedTest
  @EnumSource(DeployedRule.class)
  void figuresAndUnionsAreThoseOfAnotherCount(DeployedRule rule) throws IOException {
    ProtocolResult result = run(TinyProtocol.of(rule), WEAK.deployment());
    DefenceOutcome outcome = result.defences().get(0);
    int column = rule == DeployedRule.ONE_DRAW ? 0 : rule == DeployedRule.MAJORITY ? 2 : 3;
    double[] union = new double[8];
    double[] known = new double[8];
    double[] clean = new double[4];
    for (int i = 0; i < 8; i++) {
      double[] four = counted(IMAGES.images(), i, 1, 9);
      union[i] = four[column];
      known[i] = counted(IMAGES.images(), i, 0, 0)[column];
      for (int f = 0; f < 4; f++) {
        clean[f] += four[f] / 8;
      }
    }
    assertFigures(clean, outcome.cleanFigures());
    assertEquals(5, outcome.attacks().size());
    double lowest = 1;
    for (AttackOutcome attack : outcome.attacks()) {
      INDArray images = result.images().get(attack.images());
      boolean seed = attack.entry().knowledge() == Knowledge.DEFENCE_AND_SEED;
      double[] figures = new double[4];
      for (int i = 0; i < 8; i++) {
        double[] four = seed ? counted(images, i, 0, 0) : counted(images, i, 1, 9);
        double[] of = seed ? known : union;
        of[i] = Math.min(of[i], four[column]);
        for (int f = 0; f < 4; f++) {
          figures[f] += four[f] / 8;
        }
      }
      assertFigures(figures, attack.figures());
      lowest = seed ? lowest : Math.min(lowest, figures[column]);
    }
    assertEquals(2, outcome.unions().size());
    assertArrayEquals(union, outcome.unions().get(0).survival(), 1e-12);
    assertArrayEquals(known, outcome.unions().get(1).survival(), 1e-12);
    assertTrue(outcome.unions().get(0).accuracy().estimate() <= lowest);
    assertTrue(
        outcome.cleanFigures().worst().estimate() < outcome.cleanFigures().oneDraw().estimate());
  }

  private static void assertFigures(double[] expected, FourFigures figures) {
    assertArrayEquals(
        expected,
        new double[] {
          figures.oneDraw().estimate(),
          figures.worst().estimate(),
          figures.majority().estimate(),
          figures.meanVote().estimate()
        },
        1e-12);
  }

  /** The same attack with the same steps, once with fresh noise and once with the known one. */
  @Test
  void whoKnowsTheSeedBreaksWhatFreshNoiseProtects() throws IOException {
    LabelledImages bright = IMAGES.slice(4, 8); // margins of 2.7 and more
    Protocol protocol =
        TinyProtocol.of(DeployedRule.ONE_DRAW)
            .withEntries(
                List.of(
                    TinyProtocol.entry("apgd-ce", Knowledge.DEFENCE, 20),
                    TinyProtocol.entry("apgd-ce", Knowledge.DEFENCE_AND_SEED, 20)));
    ProtocolRun run =
        ProtocolRun.of(
            protocol,
            bright,
            SETTINGS,
            Optional.empty(),
            List.of(new KeyedClassifier(1, 0.4).deployment()));
    DefenceOutcome outcome = run.run(run.estimate(), (done, total, doing) -> {}).defences().get(0);

    double fresh = outcome.unions().get(0).accuracy().estimate();
    double known = outcome.unions().get(1).accuracy().estimate();
    assertTrue(fresh > 0.6, "fresh noise: " + fresh);
    assertEquals(0, known);
    assertEquals(1, outcome.attacks().get(1).judgement().draws());
  }

  @Test
  void whatDoesNotApplyIsLeftOutWithItsReason() throws IOException {
    DefenceOutcome noisy =
        run(TinyProtocol.of(DeployedRule.ONE_DRAW), WEAK.deployment()).defences().get(0);
    assertEquals(1, noisy.leftOut().size());
    assertEquals("autoattack", noisy.leftOut().get(0).entry().attack());
    assertTrue(noisy.leftOut().get(0).reason().contains("without noise"));

    DefenceOutcome bare =
        run(TinyProtocol.of(DeployedRule.ONE_DRAW), Deployment.bare(KeyedClassifier.bare()))
            .defences()
            .get(0);
    assertEquals(
        List.of("pgd-classifier", "apgd-ce-defence-and-seed"),
        bare.leftOut().stream().map(out -> out.entry().name()).toList());
    AttackOutcome ensemble = bare.attacks().get(bare.attacks().size() - 1);
    List<StageOutcome> stages = ensemble.stages();
    assertEquals("apgd-ce", stages.get(0).attack());
    assertEquals(
        8 * ensemble.figures().oneDraw().estimate(),
        stages.get(stages.size() - 1).left(),
        1e-9,
        "the last stage leaves what is still right");
    assertEquals(1, ensemble.judgement().draws());
  }

  @Test
  void twoClassesAreTooFewForTargetedAttacks() {
    NoisyClassifier two = new SteadyClassifier(new DryRun.Target(2, false, false), 64);
    Deployment bare =
        new Deployment(
            "two",
            WEAK.deployment().settings(),
            two,
            two,
            Map.of(GradientMode.EXACT, two),
            () -> 0);
    Protocol protocol = Protocols.QUICK.protocol(List.of(new Budget(Norm.LINF, 0.1)));
    ProtocolPlan plan = ProtocolPlan.of(protocol, bare, 1, 8, 8);
    assertEquals(
        List.of("apgd-dlr", "autoattack"),
        plan.leftOut().stream()
            .map(out -> out.entry().name())
            .filter(name -> name.equals("apgd-dlr") || name.equals("autoattack"))
            .toList());
  }

  @Test
  void theEstimateCountsWhatIsAsked() throws IOException {
    Protocol protocol = TinyProtocol.of(DeployedRule.ONE_DRAW);
    ProtocolRun run =
        ProtocolRun.of(protocol, IMAGES, SETTINGS, Optional.empty(), List.of(WEAK.deployment()));
    CostEstimate estimate = run.estimate();
    List<Long> shown = new ArrayList<>();
    Set<String> beforeAttacks = new HashSet<>();
    ProtocolResult result =
        run.run(
            estimate,
            (done, total, doing) -> {
              shown.add(done);
              if (shown.size() <= 9) {
                beforeAttacks.add(doing);
              }
              assertTrue(done <= total + 1, doing + ": " + done + " of " + total);
            });
    for (AttackOutcome attack : result.defences().get(0).attacks()) {
      if (attack.entry().knowledge() == Knowledge.DEFENCE_AND_SEED) {
        continue; // ends where an image is broken
      }
      CostEstimate.Line line =
          estimate.lines().stream()
              .filter(l -> l.work().equals(attack.entry().title()))
              .findFirst()
              .orElseThrow();
      assertEquals(line.bill(), attack.bill(), attack.entry().title());
    }
    // by hand: 9 draws of the images and after 4 attacks, the known one of the images and of one
    assertEquals(
        new QueryCount(8 * (9 * 5 + 2), 0, 0),
        estimate.lines().get(estimate.lines().size() - 1).bill());
    // by hand: 4 steps of 2 draws on 8 images
    assertEquals(new QueryCount(64, 64, 0), result.defences().get(0).attacks().get(1).bill());
    assertEquals(shown.stream().sorted().toList(), shown);
    assertEquals(9, beforeAttacks.size(), "one for each draw of a batch: " + beforeAttacks);
    assertTrue(
        beforeAttacks.contains("keyed, judging (0.8 % of it)"), // 3 of 8 · 47 answers
        beforeAttacks.toString());
  }

  /** Remembers which images it was asked to differentiate, and how often. */
  private static final class Remembering implements NoisyClassifier {
    private final NoisyClassifier classifier;
    private final Map<Long, Integer> gradients = new TreeMap<>();

    Remembering(NoisyClassifier classifier) {
      this.classifier = classifier;
    }

    @Override
    public int classes() {
      return classifier.classes();
    }

    @Override
    public INDArray logits(INDArray images, Draw draw) {
      return classifier.logits(images, draw);
    }

    @Override
    public Tape record(INDArray images, Draw draw) {
      for (long id : draw.imageIds()) {
        gradients.merge(id, 1, Integer::sum);
      }
      return classifier.record(images, draw);
    }
  }

  private static Protocol fourAttacks(DeployedRule rule, GivenUp givenUp) {
    return TinyProtocol.of(rule)
        .withGivenUp(givenUp)
        .withEntries(
            List.of(
                TinyProtocol.entry("pgd", Knowledge.CLASSIFIER, 3),
                TinyProtocol.entry("apgd-ce", Knowledge.DEFENCE, 4),
                TinyProtocol.entry("fgsm", Knowledge.DEFENCE, 0),
                TinyProtocol.entry("square", Knowledge.NOTHING, 5)));
  }

  @ParameterizedTest
  @EnumSource(DeployedRule.class)
  void givingImagesUpChangesNoUnion(DeployedRule rule) throws IOException {
    Remembering target = new Remembering(new KeyedClassifier(1, 0.4));
    Deployment deployment = KeyedClassifier.deployment(target);
    ProtocolRun run =
        ProtocolRun.of(
            fourAttacks(rule, GivenUp.SKIPPED),
            IMAGES,
            SETTINGS,
            Optional.empty(),
            List.of(deployment));
    CostEstimate estimate = run.estimate();
    target.gradients.clear();
    ProtocolResult skipping = run.run(estimate, (done, total, doing) -> {});
    Map<Long, Integer> asked = Map.copyOf(target.gradients);
    DefenceOutcome skipped = skipping.defences().get(0);
    ProtocolResult attacking = run(fourAttacks(rule, GivenUp.ATTACKED), deployment);
    DefenceOutcome attacked = attacking.defences().get(0);

    assertArrayEquals(attacked.unions().get(0).survival(), skipped.unions().get(0).survival(), 0);
    assertEquals(attacked.unions().get(0).accuracy(), skipped.unions().get(0).accuracy());
    AttackOutcome apgd = skipped.attacks().get(1);
    AttackOutcome fgsm = skipped.attacks().get(2);
    assertEquals(8, skipped.attacks().get(0).attacked(), "blind attacks are made on all");
    assertEquals(8, apgd.attacked(), "and give none up");
    assertEquals(Map.of("apgd-ce-defence linf 0.1", List.of(1, 3)), fgsm.skipped().bySource());
    assertEquals(new QueryCount(12, 12, 0), fgsm.bill(), "by hand: 2 draws of 6 images");
    for (int i = 0; i < 8; i++) {
      boolean lost = i == 1 || i == 3;
      assertEquals(
          apgd.bill().gradients() / 8 + (lost ? 0 : 2), (long) asked.get(100L + i), "image " + i);
      AttackOutcome expected = lost ? apgd : attacked.attacks().get(2);
      assertEquals(
          image(lost ? skipping : attacking, expected, i), image(skipping, fgsm, i), "image " + i);
      assertArrayEquals(expected.judgement().classes()[i], fgsm.judgement().classes()[i]);
    }
    double broken = 0;
    for (int i = 0; i < 8; i++) {
      double clean = DeployedRule.ONE_DRAW.survival(skipped.clean(), IMAGES.labels())[i];
      double left = DeployedRule.ONE_DRAW.survival(fgsm.judgement(), IMAGES.labels())[i];
      broken += i == 1 || i == 3 ? 0 : clean - left;
    }
    assertEquals(broken, skipped.broken(fgsm, DeployedRule.ONE_DRAW, IMAGES.labels()), 1e-9);
  }

  private static INDArray image(ProtocolResult result, AttackOutcome attack, int i) {
    INDArray images = result.images().get(attack.images());
    return images.get(NDArrayIndex.interval(i, i + 1)).dup('c');
  }

  /** What is left is packed into batches anew, which changes nothing. */
  @Test
  void givingImagesUpDoesNotDependOnBatches() throws IOException {
    Deployment deployment = new KeyedClassifier(1, 0.4).deployment();
    Protocol protocol = fourAttacks(DeployedRule.ONE_DRAW, GivenUp.SKIPPED);
    ProtocolResult inThrees = run(protocol, deployment);
    ProtocolRun inFives =
        ProtocolRun.of(
            protocol, IMAGES, new RunSettings(3, 5), Optional.empty(), List.of(deployment));
    ProtocolResult other = inFives.run(inFives.estimate(), (done, total, doing) -> {});
    assertEquals(inThrees.images(), other.images());
    for (int a = 0; a < 4; a++) {
      AttackOutcome one = inThrees.defences().get(0).attacks().get(a);
      AttackOutcome two = other.defences().get(0).attacks().get(a);
      assertEquals(one.figures(), two.figures());
      assertEquals(one.skipped(), two.skipped());
    }
  }

  /** Of two images, the first is lost or not. */
  private static Judgement judgement(boolean lost) {
    int first = lost ? 1 : 0;
    return new Judgement(new int[][] {{first}, {0}}, new int[] {first, 0}, new int[] {first, 0});
  }

  @Test
  void imagesAreGivenUpWithinAUnionAndNotByBlindAttacks() {
    Judgement right = judgement(false);
    GivenUpImages givenUp =
        new GivenUpImages(
            TinyProtocol.of(DeployedRule.ONE_DRAW).withGivenUp(GivenUp.SKIPPED),
            new int[2],
            right,
            right);
    ProtocolEntry blind = TinyProtocol.entry("pgd", Knowledge.CLASSIFIER, 3);
    ProtocolEntry exact = TinyProtocol.entry("pgd", Knowledge.DEFENCE, 3);
    ProtocolEntry seed = TinyProtocol.entry("pgd", Knowledge.DEFENCE_AND_SEED, 3);
    ProtocolEntry square = TinyProtocol.entry("square", Knowledge.NOTHING, 3);
    givenUp.after(blind, judgement(true));
    assertEquals(SkippedImages.NONE, givenUp.before(exact), "a blind attack gives none up");
    givenUp.after(exact, judgement(true));
    assertEquals(Map.of(exact.title(), List.of(0)), givenUp.before(square).bySource());
    assertEquals(SkippedImages.NONE, givenUp.before(blind), "a blind attack skips none");
    assertEquals(SkippedImages.NONE, givenUp.before(seed), "another union");
    ProtocolEntry wider =
        new ProtocolEntry(
            "square", "square", Knowledge.NOTHING, GradientMode.NONE, Norm.LINF, 0.2, 3, 2, 1);
    assertEquals(SkippedImages.NONE, givenUp.before(wider), "another budget");
  }

  /** All draws wrong, and yet the mean of their probabilities is right. */
  @Test
  void anImageThatAVoteGetsRightIsNotGivenUp() {
    int[][] wrong = {{1, 2, 1}};
    assertTrue(new Judgement(wrong, new int[] {1}, new int[] {1}).lost(0, 0));
    assertFalse(new Judgement(wrong, new int[] {1}, new int[] {0}).lost(0, 0));
    assertFalse(new Judgement(new int[][] {{1, 0, 1}}, new int[] {1}, new int[] {1}).lost(0, 0));
  }

  @Test
  void aSurrogateCostsLessOrThereIsNone() {
    assertEquals("evenly1", SurrogateSteps.of(4).orElseThrow().text());
    assertEquals("evenly2", SurrogateSteps.of(8).orElseThrow().text());
    assertEquals("evenly4", SurrogateSteps.of(100).orElseThrow().text());
    assertEquals("evenly1", SurrogateSteps.of(3).orElseThrow().text());
    assertTrue(SurrogateSteps.of(2).isEmpty());
    assertTrue(SurrogateSteps.of(1).isEmpty());
  }

  @Test
  void protocolsAreAsTheDocumentationSays() {
    Protocol full = Protocols.FULL.protocol();
    assertEquals(512, full.images());
    assertEquals(24, full.entries().size());
    ProtocolEntry pgd = full.entries().get(3);
    assertEquals("pgd linf 8/255", pgd.title());
    assertEquals(List.of(200, 20), List.of(pgd.steps(), pgd.eot()));
    assertEquals("pgd l2 128/255", full.entries().get(15).title());
    assertEquals(12, Protocols.QUICK.protocol().entries().size());
    assertEquals(GivenUp.ATTACKED, full.givenUp());
    assertEquals(GivenUp.SKIPPED, Protocols.STANDARD.protocol().givenUp());
    assertEquals(GivenUp.SKIPPED, Protocols.QUICK.protocol().givenUp());
    List<Budget> budget = List.of(new Budget(Norm.L2, 0.5));
    assertEquals(
        List.of("square l2 0.5", "deepfool l2 0.5"),
        Protocols.QUICK.protocol(budget, List.of("square", "deepfool")).entries().stream()
            .map(ProtocolEntry::title)
            .toList());
    assertThrows(
        IllegalArgumentException.class, () -> Protocols.QUICK.protocol(budget, List.of("deepfol")));
  }

  @Test
  void restartsAreThoseOfTheEntry() {
    ProtocolEntry once = TinyProtocol.entry("pgd", Knowledge.DEFENCE, 3);
    ProtocolEntry thrice =
        new ProtocolEntry(
            once.name(),
            once.attack(),
            once.knowledge(),
            once.gradient(),
            once.norm(),
            once.epsilon(),
            3,
            2,
            3);
    assertEquals(3, EntryAttack.of(thrice, 2, 0, 1).settings().path("restarts").asInt());
  }

  @Test
  void fewDrawsAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> TinyProtocol.of(DeployedRule.ONE_DRAW).withDraws(7));
    assertEquals("draws: got 7, must be at least 8 under a protocol", refused.getMessage());
  }

  /** A deployment of which attacks differentiate something else. */
  private static Deployment deployment(NoisyClassifier deployed, NoisyClassifier exact) {
    Deployment sound = KeyedClassifier.deployment(deployed);
    return new Deployment(
        sound.name(),
        sound.settings(),
        deployed,
        sound.classifier(),
        Map.of(GradientMode.EXACT, exact),
        () -> 0);
  }

  private static List<String> failed(Deployment deployment) throws IOException {
    Protocol protocol = TinyProtocol.of(DeployedRule.ONE_DRAW).withExamined(new Examined(8, 10, 2));
    List<ProtocolEntry> wide =
        protocol.entries().stream()
            .filter(e -> e.attack().equals("pgd") || e.attack().equals("square"))
            .map(
                e ->
                    new ProtocolEntry(
                        e.name(),
                        e.attack(),
                        e.knowledge(),
                        e.gradient(),
                        e.norm(),
                        0.25,
                        e.steps(),
                        e.eot(),
                        e.restarts()))
            .toList();
    ProtocolRun run =
        ProtocolRun.of(
            protocol.withEntries(wide), IMAGES, SETTINGS, Optional.empty(), List.of(deployment));
    CostEstimate estimate = run.estimate();
    assertEquals(
        1, estimate.lines().stream().filter(l -> l.work().equals(ProtocolRun.EXAMINATION)).count());
    List<Long> shown = new ArrayList<>();
    DefenceFindings findings =
        run.run(estimate, (done, total, doing) -> shown.add(done)).findings().get(0);
    assertEquals(shown.stream().sorted().toList(), shown);
    assertEquals(8, findings.images());
    return findings.failed();
  }

  @Test
  void aSoundDefenceIsExaminedAndHolds() throws IOException {
    assertEquals(List.of(), failed(new KeyedClassifier(1, 0.4).deployment()));
  }

  @Test
  void whatIsDifferentiatedInPlaceOfTheDeployedIsFound() throws IOException {
    List<String> failed = failed(deployment(new KeyedClassifier(1, 2), new KeyedClassifier(2, 2)));
    assertTrue(failed.contains("target"), failed.toString());
    assertTrue(failed.contains("gradient-agrees"), failed.toString());
  }

  /** The gradient leads the wrong way, and who does not know the defence does better. */
  @Test
  void aMisleadingGradientIsBeatenByAnAttackThatKnowsLess() throws IOException {
    KeyedClassifier keyed = new KeyedClassifier(1, 0.4);
    NoisyClassifier misleading =
        new NoisyClassifier() {
          @Override
          public int classes() {
            return keyed.classes();
          }

          @Override
          public INDArray logits(INDArray images, Draw draw) {
            return keyed.logits(images, draw);
          }

          @Override
          public Tape record(INDArray images, Draw draw) {
            Tape tape = keyed.record(images, draw);
            return Tape.of(tape.output(), cotangent -> tape.gradient(cotangent).neg());
          }
        };
    List<String> failed = failed(deployment(keyed, misleading));
    assertTrue(
        failed.containsAll(List.of("gradient-agrees", "budget", "strongest-attack")),
        failed.toString());
  }

  /** There is no gradient of a defence to examine where nobody takes it, or nothing defends. */
  @Test
  void whatNobodyDifferentiatesIsNotExamined() throws IOException {
    Protocol blind =
        TinyProtocol.of(DeployedRule.ONE_DRAW)
            .withExamined(new Examined(8, 2, 2))
            .withEntries(List.of(TinyProtocol.entry("square", Knowledge.NOTHING, 3)));
    DefenceFindings findings =
        run(blind, new KeyedClassifier(1, 0.4).deployment()).findings().get(0);
    assertEquals(0, findings.images());
    assertEquals(1, findings.findings().size(), "the comparison of attacks");
    assertEquals(Verdict.NOT_EXAMINED, findings.findings().get(0).verdict());
    DefenceFindings bare = run(blind, Deployment.bare(KeyedClassifier.bare())).findings().get(0);
    assertEquals(0, bare.images());
  }

  /**
   * The attack on an inner layer is made where the classifier shows one, and left out elsewhere.
   */
  @Test
  void innerLayersAreAttackedWhereTheyAreShown() {
    ProtocolEntry ila = TinyProtocol.entry("ila", Knowledge.CLASSIFIER, 3);
    DryRun shown = DryRun.of(ila, new DryRun.Target(4, false, true), 1, 8, 8);
    // by hand: 3 steps of the guide, 2 activations, 3 steps of its own
    assertEquals(new QueryCount(8, 6, 0), shown.count());
    assertEquals(Optional.empty(), shown.unsuited());
    DryRun hidden = DryRun.of(ila, new DryRun.Target(4, false, false), 1, 8, 8);
    assertTrue(hidden.unsuited().orElse("").contains("no inner layers"), hidden.toString());
  }
}
