package org.purify4j.protocol;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * What questions to a deployment and to its parts take for one image, each measured on a batch when
 * it is first asked for. Not thread-safe.
 */
final class TargetTimes {
  private static final double NANOS = 1e9;

  /** Seconds after which a question is not asked again. */
  private static final double LONG = 8;

  private static final int MOST_QUESTIONS = 8;

  /** A draw that neither attacks nor judges use. */
  private static final long DRAW = 1L << 42;

  private final Deployment deployment;
  private final LabelledImages batch;
  private final Draw draw;
  private final Map<GradientMode, Share> answers = new EnumMap<>(GradientMode.class);
  private final Map<GradientMode, Share> gradients = new EnumMap<>(GradientMode.class);

  TargetTimes(Deployment deployment, LabelledImages batch) {
    this.deployment = deployment;
    this.batch = batch;
    this.draw = Draw.of(batch.ids()).withIndex(DRAW);
  }

  /** Of one question, for one image. */
  record Share(double seconds, double networkPasses) {}

  /** An answer of the deployed classifier; however it is differentiated, it answers the same. */
  Share answer() {
    return answers.computeIfAbsent(
        GradientMode.EXACT, mode -> timed(() -> answer(deployment.deployed())));
  }

  /** An answer of what an attacker asks. */
  Share answer(ProtocolEntry entry) {
    return entry.knowledge() == Knowledge.CLASSIFIER
        ? answers.computeIfAbsent(
            GradientMode.NONE, mode -> timed(() -> answer(deployment.classifier())))
        : answer();
  }

  /** An answer of what an attacker differentiates, and the gradient behind it. */
  Share gradient(ProtocolEntry entry) {
    return gradients.computeIfAbsent(
        entry.gradient(), mode -> timed(() -> gradient(deployment.target(entry))));
  }

  private void answer(NoisyClassifier target) {
    target.logits(batch.images(), draw);
  }

  private void gradient(NoisyClassifier target) {
    try (Tape tape = target.record(batch.images(), draw)) {
      INDArray cotangent = tape.output().ulike().assign(1);
      cotangent.getColumn(0).assign(-1);
      tape.gradient(cotangent);
    }
  }

  /** The last of several times: what is built and compiled in the first ones comes once. */
  private Share timed(Runnable question) {
    Share last = once(question);
    double spent = last.seconds() * batch.size();
    for (int asked = 1; asked < MOST_QUESTIONS && spent < LONG; asked++) {
      last = once(question);
      spent += last.seconds() * batch.size();
    }
    return last;
  }

  private Share once(Runnable question) {
    long passes = deployment.imagePasses().getAsLong();
    long start = System.nanoTime();
    question.run();
    double seconds = (System.nanoTime() - start) / NANOS;
    return new Share(
        seconds / batch.size(),
        (deployment.imagePasses().getAsLong() - passes) / (double) batch.size());
  }
}
