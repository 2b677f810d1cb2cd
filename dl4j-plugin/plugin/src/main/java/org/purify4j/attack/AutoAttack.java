package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.TargetedDlrLoss;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AutoAttack in its standard version (Croce and Hein, "Reliable evaluation of adversarial
 * robustness with an ensemble of diverse parameter-free attacks", 2020): Auto-PGD on the
 * cross-entropy ({@link Apgd}), targeted Auto-PGD ({@link ApgdT}), targeted FAB ({@link FabT}),
 * each of 100 steps and the targeted ones towards 9 classes, and {@link Square} with 5000 queries.
 * Each works on the images that the ones before have left, and leaves an image once it is
 * misclassified. An image counts as robust only if it withstands them all.
 *
 * <p>It judges by single answers, so it is for targets that answer the same whatever the draw: a
 * bare classifier, or a defence whose noise the attacker knows ({@link
 * NoisyClassifier#withNoiseOf}). Against fresh noise, one lucky draw would count as a success.
 *
 * @param budget how far an image may be moved
 * @param seed of all random choices
 * @param batchSize images per query of the target, at least 1
 */
public record AutoAttack(Budget budget, long seed, int batchSize) implements Attack {
  private static final Logger LOG = LoggerFactory.getLogger(AutoAttack.class);
  private static final double NANOS = 1e9;

  static final AttackKind KIND =
      AttackKind.of(
          "autoattack",
          "apgd-ce, apgd-t, fab-t and square in turn, each on the images that are left (the"
              + " standard AutoAttack; blind, at least "
              + TargetedDlrLoss.FEWEST_CLASSES
              + " classes)",
          AutoAttack::of);

  public AutoAttack {
    budget.norm().require(KIND.name(), Norm.LINF, Norm.L2);
    AttackSettings.requireAtLeastOne("batchSize", batchSize);
  }

  /** The standard version; the numbers of steps and draws in the settings are not used. */
  public static AutoAttack of(AttackSettings settings) {
    settings.requireUntargeted(KIND);
    return new AutoAttack(settings.budget(), settings.seed(), settings.batchSize());
  }

  /** One attack of the ensemble. */
  private record Member(String name, Run run) {}

  /** Attacks images until they are misclassified. */
  @FunctionalInterface
  private interface Run {
    AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw);
  }

  private List<Member> members() {
    AttackSettings settings = AttackSettings.of(budget).withSeed(seed).withBatchSize(batchSize);
    Apgd apgd = Apgd.of(new CrossEntropyLoss(), settings);
    ApgdT apgdT = ApgdT.of(settings);
    FabT fabT = FabT.of(settings);
    return List.of(
        new Member(
            Apgd.CROSS_ENTROPY.name(), (t, x, y, d) -> apgd.attack(t, x, y, d, Effort.UNTIL_WRONG)),
        new Member(ApgdT.KIND.name(), (t, x, y, d) -> apgdT.attack(t, x, y, d, Effort.UNTIL_WRONG)),
        new Member(FabT.KIND.name(), (t, x, y, d) -> fabT.attack(t, x, y, d, Effort.UNTIL_WRONG)),
        new Member(Square.KIND.name(), Square.of(settings)::attack));
  }

  /**
   * {@inheritDoc} Images that no attack broke are as Auto-PGD on the cross-entropy left them.
   *
   * @throws IllegalArgumentException if the target depends on the draw, or has too few classes
   */
  @Override
  public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    return run(target, images, labels, draw).attacked();
  }

  /**
   * Attacks, and tells what each attack of the ensemble did; the arguments are those of {@link
   * #attack}.
   *
   * @throws IllegalArgumentException if the target depends on the draw, or has too few classes
   */
  public AutoAttackResult run(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
    if (target.dependsOnDraw()) {
      throw new IllegalArgumentException(
          "target: got one with fresh noise in every draw, must be one without noise, or with the"
              + " noise of one draw (withNoiseOf), for "
              + KIND.name());
    }
    new TargetedDlrLoss(0).requireClasses(target.classes());
    AttackBatches.requireClasses(labels, target.classes());
    INDArray result = images.dup('c');
    int[] zeroGradients = new int[labels.length];
    int[] left = right(target, result, labels, draw, IntStream.range(0, labels.length).toArray());
    int rightBefore = left.length;
    List<AutoAttackStage> stages = new ArrayList<>();
    for (Member member : members()) {
      if (left.length == 0) {
        break;
      }
      long start = System.nanoTime();
      int[] which = left;
      AttackBatches.Batch part = new AttackBatches.Batch(images, labels, draw).select(which);
      AttackedImages attacked =
          member.run().attack(target, part.images(), part.labels(), part.draw());
      int[] stillRight = right(target, attacked.images(), part.labels(), part.draw(), which);
      for (int i = 0; i < which.length; i++) {
        int image = which[i];
        zeroGradients[image] += attacked.zeroGradients()[i];
        boolean broken = Arrays.binarySearch(stillRight, image) < 0;
        if (broken || stages.isEmpty()) {
          Rows.of(result, image, image + 1).assign(Rows.of(attacked.images(), i, i + 1));
        }
      }
      left = stillRight;
      double seconds = (System.nanoTime() - start) / NANOS;
      stages.add(new AutoAttackStage(member.name(), which.length, left.length, seconds));
      LOG.info("{}: {} of {} images left", member.name(), left.length, which.length);
    }
    return new AutoAttackResult(new AttackedImages(result, zeroGradients), rightBefore, stages);
  }

  /**
   * Those of some images that are classified rightly.
   *
   * @param names numbers of the images, ascending
   */
  private int[] right(
      NoisyClassifier target, INDArray images, int[] labels, Draw draw, int[] names) {
    BatchSlices slices = new BatchSlices(names.length, batchSize);
    boolean[] isRight = new boolean[names.length];
    for (int b = 0; b < slices.count(); b++) {
      int from = slices.from(b);
      int to = slices.to(b);
      INDArray part = Rows.of(images, from, to).dup('c');
      double[][] logits = Softmax.rows(target.logits(part, draw.slice(from, to)));
      for (int i = from; i < to; i++) {
        isRight[i] = Softmax.largest(logits[i - from]) == labels[i];
      }
    }
    return IntStream.range(0, names.length).filter(i -> isRight[i]).map(i -> names[i]).toArray();
  }

  @Override
  public boolean random() {
    return true;
  }

  @Override
  public ObjectNode settings() {
    ObjectNode settings = KIND.settings();
    budget.addTo(settings);
    settings.put("version", "standard");
    return settings;
  }
}
