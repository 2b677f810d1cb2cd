package org.purify4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * The attacks of a protocol that apply to a deployment.
 *
 * @param deployment what is attacked
 * @param attacks those that apply, with what each asks for an image
 * @param leftOut the others
 */
record ProtocolPlan(Deployment deployment, List<Planned> attacks, List<LeftOut> leftOut) {
  ProtocolPlan {
    attacks = List.copyOf(attacks);
    leftOut = List.copyOf(leftOut);
  }

  /** An attack, and what it asks for an image. */
  record Planned(ProtocolEntry entry, QueryCount perImage) {}

  /**
   * Sorts the attacks.
   *
   * @param shape of an image, {@code [c, h, w]}
   * @throws IllegalArgumentException if none applies
   */
  static ProtocolPlan of(Protocol protocol, Deployment deployment, long... shape) {
    List<Planned> attacks = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (ProtocolEntry entry : protocol.entries()) {
      String unsuited = unsuited(entry, deployment);
      if (unsuited.isEmpty()) {
        NoisyClassifier target = deployment.target(entry);
        DryRun dry = DryRun.of(entry, DryRun.Target.of(target), shape);
        dry.unsuited()
            .ifPresentOrElse(
                reason -> leftOut.add(new LeftOut(entry, reason)),
                () -> attacks.add(new Planned(entry, dry.count())));
      } else {
        leftOut.add(new LeftOut(entry, unsuited));
      }
    }
    if (attacks.isEmpty()) {
      throw new IllegalArgumentException(
          deployment.name()
              + ": no attack of the protocol applies ("
              + leftOut.get(0).entry().name()
              + ": "
              + leftOut.get(0).reason()
              + ")");
    }
    return new ProtocolPlan(deployment, attacks, leftOut);
  }

  private static String unsuited(ProtocolEntry entry, Deployment deployment) {
    if (entry.knowledge() == Knowledge.CLASSIFIER && !deployment.defended()) {
      return "there is no defence that it could be blind to";
    }
    if (entry.knowledge() == Knowledge.DEFENCE_AND_SEED && !deployment.randomised()) {
      return "there is no noise whose seed it could know";
    }
    boolean differentiates = entry.knowledge().compareTo(Knowledge.DEFENCE) >= 0;
    if (differentiates && !deployment.targets().containsKey(entry.gradient())) {
      return missing(entry.gradient(), deployment);
    }
    return "";
  }

  private static String missing(GradientMode mode, Deployment deployment) {
    if (!deployment.defended()) {
      return "there is no defence whose gradient it could replace";
    }
    return mode == GradientMode.SURROGATE
        ? "its chain is so short that no surrogate would cost less"
        : "it has no gradient of this kind";
  }

  /** What each part of the work takes; asks each target about a batch. */
  List<CostEstimate.Line> cost(
      int draws, int images, LabelledImages batch, Optional<DeploymentExamination> examination) {
    TargetTimes times = new TargetTimes(deployment, batch);
    List<CostEstimate.Line> lines = new ArrayList<>();
    for (Planned planned : attacks) {
      lines.add(
          CostEstimate.Line.of(
              deployment.name(),
              planned.entry().title(),
              planned.entry(),
              planned.perImage(),
              images,
              times));
    }
    lines.add(CostEstimate.Line.judging(deployment.name(), answers(draws), images, times));
    examination.ifPresent(examined -> lines.add(examined.cost(times)));
    return lines;
  }

  /** Answers to an image by which it is judged: as it is, and after each attack. */
  private long answers(int draws) {
    long known = deployment.randomised() ? answers(Knowledge.DEFENCE_AND_SEED, draws) : 0;
    return answers(Knowledge.DEFENCE, draws)
        + known
        + attacks.stream().mapToLong(attack -> answers(attack.entry().knowledge(), draws)).sum();
  }

  private long answers(Knowledge knowledge, int draws) {
    return deployment.randomised() && knowledge != Knowledge.DEFENCE_AND_SEED ? draws : 1;
  }

  /** The part of all judging that judging once is. */
  double shareOfJudging(Knowledge knowledge, int draws) {
    return answers(knowledge, draws) / (double) answers(draws);
  }
}
