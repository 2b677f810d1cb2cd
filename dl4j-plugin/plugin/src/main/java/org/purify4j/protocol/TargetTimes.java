package org.purify4j.protocol;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;

/**
 * What one question to a target takes for one image.
 *
 * @param query an answer
 * @param gradient an answer and the gradient behind it
 */
record TargetTimes(Share query, Share gradient) {
  private static final double NANOS = 1e9;

  /** Seconds after which a first measurement is good enough: what is built in it takes less. */
  private static final double LONG = 5;

  /** Draws that neither attacks nor judges use. */
  private static final long DRAW = 1L << 42;

  /** Of one question, for one image. */
  record Share(double seconds, double networkPasses) {}

  /** Asks a target about a batch. */
  static TargetTimes of(NoisyClassifier target, Deployment deployment, LabelledImages batch) {
    Draw draw = Draw.of(batch.ids()).withIndex(DRAW);
    Share query = timed(deployment, batch, () -> target.logits(batch.images(), draw));
    Share gradient =
        timed(
            deployment,
            batch,
            () -> {
              try (Tape tape = target.record(batch.images(), draw)) {
                INDArray cotangent = tape.output().ulike().assign(1);
                cotangent.getColumn(0).assign(-1);
                tape.gradient(cotangent);
              }
            });
    return new TargetTimes(query, gradient);
  }

  private static Share timed(Deployment deployment, LabelledImages batch, Runnable question) {
    Share first = once(deployment, batch, question);
    return first.seconds() * batch.size() > LONG ? first : once(deployment, batch, question);
  }

  private static Share once(Deployment deployment, LabelledImages batch, Runnable question) {
    long passes = deployment.imagePasses().getAsLong();
    long start = System.nanoTime();
    question.run();
    double seconds = (System.nanoTime() - start) / NANOS;
    return new Share(
        seconds / batch.size(),
        (deployment.imagePasses().getAsLong() - passes) / (double) batch.size());
  }
}
