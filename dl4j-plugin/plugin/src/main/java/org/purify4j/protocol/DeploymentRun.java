package org.purify4j.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Attack;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;

/** The run of a protocol on one deployment. */
final class DeploymentRun {
  private final LabelledImages data;
  private final RunSettings settings;
  private final ProtocolPlan plan;
  private final String prefix;
  private final WorkProgress work;
  private final UnitWork units;
  private final Protocol protocol;
  private final Deployment deployment;

  /** By title. */
  private final Map<String, Settled> attacked = new HashMap<>();

  /**
   * Images, and the answers to them.
   *
   * @param images float32 {@code [n, c, h, w]}
   */
  private record Settled(INDArray images, Judgement judgement) {}

  /**
   * @param prefix of the names of its units
   */
  DeploymentRun(
      Protocol protocol,
      LabelledImages data,
      RunSettings settings,
      UnitStore store,
      ProtocolPlan plan,
      String prefix,
      WorkProgress work) {
    this.protocol = protocol;
    this.data = data;
    this.settings = settings;
    this.plan = plan;
    this.prefix = prefix;
    this.work = work;
    this.deployment = plan.deployment();
    this.units = new UnitWork(deployment, store, work);
  }

  /**
   * Does all that is not done yet.
   *
   * @param images where the adversarial images are put, by name
   */
  DefenceOutcome outcome(Map<String, INDArray> images) throws IOException {
    Judgement clean = judged(prefix + "-clean", Knowledge.DEFENCE, data);
    Judgement known =
        deployment.randomised()
            ? judged(prefix + "-known", Knowledge.DEFENCE_AND_SEED, data)
            : clean;
    GivenUpImages givenUp = new GivenUpImages(protocol, data.labels(), clean, known);
    List<AttackOutcome> outcomes = new ArrayList<>();
    for (ProtocolPlan.Planned planned : plan.attacks()) {
      ProtocolEntry entry = planned.entry();
      boolean seed = entry.knowledge() == Knowledge.DEFENCE_AND_SEED;
      attacked.put(SkippedImages.CLEAN, new Settled(data.images(), seed ? known : clean));
      String name = String.format(Locale.ROOT, "%s-attack%02d", prefix, outcomes.size());
      AttackOutcome outcome = attack(entry, name, givenUp.before(entry));
      givenUp.after(entry, outcome.judgement());
      images.put(name, settled(entry.title()).images());
      outcomes.add(outcome);
    }
    return DefenceOutcome.of(
        protocol.rule(), data.labels(), deployment, clean, known, outcomes, plan.leftOut());
  }

  private Settled settled(String source) {
    Settled settled = attacked.get(source);
    if (settled == null) {
      throw new IllegalStateException(source + ": was not made");
    }
    return settled;
  }

  /** Makes an attack on all images but those that are skipped, and has them all judged. */
  private AttackOutcome attack(ProtocolEntry entry, String name, SkippedImages skipped)
      throws IOException {
    int eot = deployment.target(entry).dependsOnDraw() ? entry.eot() : 1;
    Attack attack = EntryAttack.of(entry, eot, settings.seed(), settings.batchSize());
    int[] rows = skipped.others(data.size());
    INDArray all = data.images().dup('c');
    skipped
        .bySource()
        .forEach(
            (source, copied) ->
                copied.forEach(i -> row(all, i).assign(row(settled(source).images(), i))));
    int[] zeroGradients = new int[data.size()];
    QueryCount bill = QueryCount.NONE;
    List<List<StageOutcome>> stages = new ArrayList<>();
    BatchSlices slices = new BatchSlices(rows.length, settings.batchSize());
    for (int b = 0; b < slices.count(); b++) {
      int[] of = Arrays.copyOfRange(rows, slices.from(b), slices.to(b));
      AttackUnit unit = units.attack(entry, attack, unitName(name, b), data.select(of));
      for (int i = 0; i < of.length; i++) {
        row(all, of[i]).assign(row(unit.images(), i));
        zeroGradients[of[i]] = unit.zeroGradients()[i];
      }
      bill = bill.plus(unit.cost().bill());
      stages.add(unit.stages());
      work.done(deployment.name(), entry.title(), of.length, 1, unit.cost().seconds());
    }
    work.skipped(deployment.name(), entry.title(), skipped.count(), 1);
    Judgement judgement = judged(entry, name + "-judged", skipped, all);
    attacked.put(entry.title(), new Settled(all, judgement));
    return new AttackOutcome(
        entry,
        attack.settings(),
        name,
        skipped,
        bill,
        zeroGradients,
        StageOutcome.sum(stages),
        judgement,
        FourFigures.of(judgement, data.labels()));
  }

  private static INDArray row(INDArray images, int index) {
    return Rows.of(images, index, index + 1L);
  }

  private static String unitName(String name, int batch) {
    return String.format(Locale.ROOT, "%s-%04d", name, batch);
  }

  /** The answers to all images after an attack: those to the skipped ones are known. */
  private Judgement judged(ProtocolEntry entry, String name, SkippedImages skipped, INDArray images)
      throws IOException {
    int[] rows = skipped.others(data.size());
    LabelledImages all = new LabelledImages(images, data.labels(), data.ids());
    Optional<Judgement> ofOthers =
        rows.length == 0
            ? Optional.empty()
            : Optional.of(judged(name, entry.knowledge(), all.select(rows)));
    double share = plan.shareOfJudging(entry.knowledge(), protocol.draws());
    work.skipped(deployment.name(), ProtocolRun.JUDGING, skipped.count(), share);
    return skipped.completed(ofOthers, source -> settled(source).judgement(), data.size());
  }

  private Judgement judged(String name, Knowledge knowledge, LabelledImages images)
      throws IOException {
    UnitWork.Judging judging = new UnitWork.Judging(knowledge, protocol.draws());
    double share = plan.shareOfJudging(knowledge, protocol.draws());
    BatchSlices slices = new BatchSlices(images.size(), settings.batchSize());
    List<Judgement> parts = new ArrayList<>();
    for (int b = 0; b < slices.count(); b++) {
      LabelledImages batch = images.slice(slices.from(b), slices.to(b));
      JudgeUnit unit = units.judge(judging, unitName(name, b), batch, share);
      parts.add(unit.judgement());
      work.done(deployment.name(), ProtocolRun.JUDGING, batch.size(), share, unit.cost().seconds());
    }
    return parts.stream().reduce(Judgement::plus).orElseThrow();
  }
}
