package org.purify4j.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackedImages;
import org.purify4j.attack.AutoAttack;
import org.purify4j.attack.AutoAttackResult;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.noise.Draw;

/** The units of the work on a deployment: taken from where they are kept, or done and kept. */
final class UnitWork {
  private static final double NANOS = 1e9;

  private final Deployment deployment;
  private final UnitStore store;
  private final WorkProgress work;

  UnitWork(Deployment deployment, UnitStore store, WorkProgress work) {
    this.deployment = deployment;
    this.store = store;
    this.work = work;
  }

  /** An attack on a batch. */
  AttackUnit attack(ProtocolEntry entry, Attack attack, String name, LabelledImages batch)
      throws IOException {
    Optional<AttackUnit> done = store.attack(name);
    if (done.isPresent()) {
      requireBatch(name, done.get().images().size(0), batch);
      return done.get();
    }
    AttackUnit unit = attacked(entry, attack, batch);
    store.keep(name, unit);
    return unit;
  }

  private AttackUnit attacked(ProtocolEntry entry, Attack attack, LabelledImages batch) {
    String title = entry.title();
    int n = batch.size();
    double expected = Math.max(1, work.questions(deployment.name(), title, n));
    CountedClassifier target =
        new CountedClassifier(
            deployment.target(entry),
            deployment.imagePasses(),
            (queries, gradients) ->
                work.within(deployment.name(), title, n, (queries + gradients) / expected));
    long start = System.nanoTime();
    AttackedImages attacked;
    List<StageOutcome> stages = List.of();
    Draw draw = Draw.of(batch.ids());
    if (attack instanceof AutoAttack ensemble) {
      AutoAttackResult result = ensemble.run(target, batch.images(), batch.labels(), draw);
      attacked = result.attacked();
      stages =
          result.stages().stream()
              .map(stage -> new StageOutcome(stage.attack(), stage.attacked(), stage.left()))
              .toList();
    } else {
      attacked = attack.attack(target, batch.images(), batch.labels(), draw);
    }
    return new AttackUnit(
        attacked.images(),
        attacked.zeroGradients(),
        stages,
        new UnitCost(target.count(), seconds(start)));
  }

  /**
   * The answers to a batch.
   *
   * @param share of all judging of these images that this is
   */
  JudgeUnit judge(Judging judging, String name, LabelledImages batch, double share)
      throws IOException {
    Optional<JudgeUnit> done = store.judge(name);
    if (done.isPresent()) {
      requireBatch(name, done.get().judgement().images(), batch);
      return done.get();
    }
    double expected = (double) judging.answers(deployment) * batch.size();
    CountedClassifier deployed =
        new CountedClassifier(
            deployment.deployed(),
            deployment.imagePasses(),
            (queries, gradients) ->
                work.within(
                    deployment.name(),
                    ProtocolRun.JUDGING,
                    batch.size(),
                    share * queries / expected));
    long start = System.nanoTime();
    Judgement judgement =
        new Judge(deployed, judging.draws()).judge(judging.knowledge(), batch, batch.size());
    JudgeUnit unit = new JudgeUnit(judgement, new UnitCost(deployed.count(), seconds(start)));
    store.keep(name, unit);
    return unit;
  }

  /**
   * How images are judged.
   *
   * @param knowledge of whoever attacked them
   * @param draws fresh ones
   */
  record Judging(Knowledge knowledge, int draws) {
    int answers(Deployment deployment) {
      return deployment.randomised() && knowledge != Knowledge.DEFENCE_AND_SEED ? draws : 1;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  private static void requireBatch(String name, long images, LabelledImages batch)
      throws IOException {
    if (images != batch.size()) {
      throw new IOException(
          name + ": holds " + images + " images, must be " + batch.size() + " (remove it)");
    }
  }
}
