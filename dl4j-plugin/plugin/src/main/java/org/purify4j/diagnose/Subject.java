package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Pgd;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.CrossEntropy;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.noise.Draw;

/**
 * A defence under examination: the images that it is asked, and what several diagnostics share. Not
 * thread-safe.
 */
public final class Subject {
  /**
   * First of the draws under which gradients are examined: beyond those that a defender uses, or an
   * attack.
   */
  private static final long FIRST_OF_GRADIENTS = 1L << 42;

  private final Defence defence;
  private final LabelledImages images;
  private final DiagnosticPlan plan;
  private final Optional<MeasuredAttacks> measured;
  private Optional<double[]> clean = Optional.empty();
  private Optional<INDArray> attacked = Optional.empty();
  private Optional<double[]> afterAttack = Optional.empty();

  Subject(
      Defence defence,
      LabelledImages images,
      DiagnosticPlan plan,
      Optional<MeasuredAttacks> measured) {
    this.defence = defence;
    this.images = images;
    this.plan = plan;
    this.measured = measured;
  }

  DiagnosticPlan plan() {
    return plan;
  }

  /** What several attacks left, where that was measured. */
  Optional<MeasuredAttacks> measured() {
    return measured;
  }

  /** In what the attack falls short of the exact gradient, as the defence itself says. */
  Optional<String> caveat() {
    return defence.caveat();
  }

  /** The classifier that is deployed. */
  NoisyClassifier deployed() {
    return defence.classifier();
  }

  /** The classifier that is differentiated. */
  NoisyClassifier target() {
    return defence.target();
  }

  boolean randomised() {
    return defence.randomness() == Defence.Randomness.RANDOMISED && target().dependsOnDraw();
  }

  INDArray images() {
    return images.images();
  }

  int[] labels() {
    return images.labels();
  }

  long[] ids() {
    return images.ids();
  }

  int size() {
    return images.size();
  }

  /** A draw of all images, as a defender makes it. */
  Draw draw(long index) {
    return new Draw(images.ids(), index);
  }

  /** A draw of all images under which a gradient is examined. */
  Draw gradientDraw(long index) {
    return draw(FIRST_OF_GRADIENTS + index);
  }

  /** Draws by which an answer is judged. */
  int draws() {
    return randomised() ? plan.draws() : 1;
  }

  /**
   * What accuracies of this examination were measured under, as figures: number of images, draws by
   * which an answer is judged, and the attack's budget and draws for each gradient.
   */
  Map<String, Double> conditions() {
    Map<String, Double> conditions = new LinkedHashMap<>();
    conditions.put("images", (double) size());
    conditions.put("judgingDraws", (double) draws());
    conditions.put("eps", plan.attack().budget().epsilon());
    conditions.put("eot", (double) plan.samples());
    return conditions;
  }

  /** The gradient that an attack climbs, summed over some of the draws of gradients. */
  ScaledGradient gradient(long first, int samples) {
    ScaledGradient sum = target().ofCrossEntropy(images(), labels(), gradientDraw(first));
    for (int s = 1; s < samples; s++) {
      sum = sum.plus(target().ofCrossEntropy(images(), labels(), gradientDraw(first + s)));
    }
    return sum;
  }

  /** The gradient of the cross-entropy with respect to the logits, but for its size. */
  ScaledGradient ofLogits(INDArray logits) {
    return new CrossEntropy(labels()).gradient(logits);
  }

  /**
   * Attacks the images.
   *
   * @param restart number of the attack: each has its own random start and draws
   */
  INDArray attack(AttackSettings settings, int restart) {
    return Pgd.of(settings).attack(target(), images(), labels(), draw(restart)).images();
  }

  /** The share of draws in which the deployed classifier is right, for each image. */
  double[] accuracy(INDArray asked, long firstDraw) {
    double[] right = new double[size()];
    for (int d = 0; d < draws(); d++) {
      int[] classes = answer(asked, firstDraw + d).classes();
      for (int i = 0; i < right.length; i++) {
        right[i] += classes[i] == labels()[i] ? 1.0 / draws() : 0;
      }
    }
    return right;
  }

  /** The deployed classifier's answer to each image, in batches of the attack's size. */
  LogitRows answer(INDArray asked, long draw) {
    BatchSlices batches = new BatchSlices(size(), plan.attack().batchSize());
    double[][] rows =
        IntStream.range(0, batches.count())
            .boxed()
            .flatMap(
                batch -> {
                  int from = batches.from(batch);
                  int to = batches.to(batch);
                  INDArray part = Rows.of(asked, from, to).dup('c');
                  INDArray logits = deployed().logits(part, draw(draw).slice(from, to));
                  return Arrays.stream(LogitRows.of(logits).rows());
                })
            .toArray(double[][]::new);
    return new LogitRows(rows);
  }

  /** The accuracy on clean images. */
  double[] clean() {
    if (clean.isEmpty()) {
      clean = Optional.of(accuracy(images(), 0));
    }
    return clean.get().clone();
  }

  /** The images after the attack as it is planned. */
  INDArray attacked() {
    if (attacked.isEmpty()) {
      attacked = Optional.of(attack(plan.attack(), 0));
    }
    return attacked.get();
  }

  /** The accuracy after the attack as it is planned. */
  double[] afterAttack() {
    if (afterAttack.isEmpty()) {
      afterAttack = Optional.of(accuracy(attacked(), 0));
    }
    return afterAttack.get().clone();
  }
}
