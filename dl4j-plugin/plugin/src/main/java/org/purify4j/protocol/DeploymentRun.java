package org.purify4j.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackedImages;
import org.purify4j.attack.AutoAttack;
import org.purify4j.attack.AutoAttackResult;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.noise.Draw;

/** The run of a protocol on one deployment. */
final class DeploymentRun {
  private static final double NANOS = 1e9;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LabelledImages data;
  private final RunSettings settings;
  private final UnitStore store;
  private final ProtocolPlan plan;
  private final String prefix;
  private final WorkProgress work;
  private final Protocol protocol;
  private final Deployment deployment;

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
    this.store = store;
    this.plan = plan;
    this.prefix = prefix;
    this.work = work;
    this.deployment = plan.deployment();
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
    List<AttackOutcome> attacks = new ArrayList<>();
    for (ProtocolPlan.Planned planned : plan.attacks()) {
      String name = String.format(Locale.ROOT, "%s-attack%02d", prefix, attacks.size());
      AttackOutcome outcome = attacked(planned.entry(), name, images);
      attacks.add(outcome);
    }
    return DefenceOutcome.of(
        protocol.rule(), data.labels(), deployment, clean, known, attacks, plan.leftOut());
  }

  private AttackOutcome attacked(ProtocolEntry entry, String name, Map<String, INDArray> images)
      throws IOException {
    BatchSlices slices = new BatchSlices(data.size(), settings.batchSize());
    INDArray all = Nd4j.create(data.images().shape());
    int[] zeroGradients = new int[data.size()];
    QueryCount bill = QueryCount.NONE;
    List<List<StageOutcome>> stages = new ArrayList<>();
    String attack = "";
    for (int b = 0; b < slices.count(); b++) {
      LabelledImages batch = data.slice(slices.from(b), slices.to(b));
      AttackUnit unit = unit(entry, unitName(name, b), batch);
      Rows.of(all, slices.from(b), slices.to(b)).assign(unit.images());
      System.arraycopy(unit.zeroGradients(), 0, zeroGradients, slices.from(b), batch.size());
      bill = bill.plus(unit.cost().bill());
      stages.add(unit.stages());
      attack = unit.attack();
      work.done(deployment.name(), entry.title(), batch.size(), 1, unit.cost().seconds());
    }
    images.put(name, all);
    LabelledImages attacked = new LabelledImages(all, data.labels(), data.ids());
    Judgement judgement = judged(name + "-judged", entry.knowledge(), attacked);
    return new AttackOutcome(
        entry,
        JSON.readTree(attack),
        name,
        bill,
        zeroGradients,
        StageOutcome.sum(stages),
        judgement,
        FourFigures.of(judgement, data.labels()));
  }

  private static String unitName(String name, int batch) {
    return String.format(Locale.ROOT, "%s-%04d", name, batch);
  }

  private AttackUnit unit(ProtocolEntry entry, String name, LabelledImages batch)
      throws IOException {
    Optional<AttackUnit> done = store.attack(name);
    if (done.isPresent()) {
      requireBatch(name, done.get().images().size(0), batch);
      return done.get();
    }
    AttackUnit unit = attack(entry, batch);
    store.keep(name, unit);
    return unit;
  }

  private AttackUnit attack(ProtocolEntry entry, LabelledImages batch)
      throws JsonProcessingException {
    String title = entry.title();
    int n = batch.size();
    double expected = Math.max(1, work.questions(deployment.name(), title, n));
    CountedClassifier target =
        new CountedClassifier(
            deployment.target(entry),
            deployment.imagePasses(),
            (queries, gradients) ->
                work.within(deployment.name(), title, n, (queries + gradients) / expected));
    int eot = target.dependsOnDraw() ? entry.eot() : 1;
    Attack attack = EntryAttack.of(entry, eot, settings.seed(), settings.batchSize());
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
        JSON.writeValueAsString(attack.settings()),
        new UnitCost(target.count(), (System.nanoTime() - start) / NANOS));
  }

  private Judgement judged(String name, Knowledge knowledge, LabelledImages images)
      throws IOException {
    double share = plan.shareOfJudging(knowledge, protocol.draws());
    BatchSlices slices = new BatchSlices(images.size(), settings.batchSize());
    List<Judgement> parts = new ArrayList<>();
    for (int b = 0; b < slices.count(); b++) {
      LabelledImages batch = images.slice(slices.from(b), slices.to(b));
      JudgeUnit unit = judgeUnit(unitName(name, b), knowledge, batch);
      parts.add(unit.judgement());
      work.done(deployment.name(), ProtocolRun.JUDGING, batch.size(), share, unit.cost().seconds());
    }
    return parts.stream().reduce(Judgement::plus).orElseThrow();
  }

  private JudgeUnit judgeUnit(String name, Knowledge knowledge, LabelledImages batch)
      throws IOException {
    Optional<JudgeUnit> done = store.judge(name);
    if (done.isPresent()) {
      requireBatch(name, done.get().judgement().images(), batch);
      return done.get();
    }
    CountedClassifier deployed =
        new CountedClassifier(
            deployment.deployed(),
            deployment.imagePasses(),
            (queries, gradients) ->
                work.within(deployment.name(), ProtocolRun.JUDGING, batch.size(), 0));
    long start = System.nanoTime();
    Judgement judgement =
        new Judge(deployed, protocol.draws()).judge(knowledge, batch, batch.size());
    double seconds = (System.nanoTime() - start) / NANOS;
    JudgeUnit unit = new JudgeUnit(judgement, new UnitCost(deployed.count(), seconds));
    store.keep(name, unit);
    return unit;
  }

  private static void requireBatch(String name, long images, LabelledImages batch)
      throws IOException {
    if (images != batch.size()) {
      throw new IOException(
          name + ": holds " + images + " images, must be " + batch.size() + " (remove it)");
    }
  }
}
