package org.purify4j.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackedImages;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.Ballot;
import org.purify4j.evaluate.EvaluationProgress;
import org.purify4j.evaluate.Scenario;
import org.purify4j.evaluate.WatchedClassifier;

/**
 * Measures one purifier after another on the same images.
 *
 * <p>The attack sees the bare classifier and is made once. Each image is purified once for each of
 * the largest number of draws; smaller numbers use the first of these purifications. Purification v
 * uses draw v, and the classifier's probabilities are averaged in the same way as a purifier's
 * votes. Not thread-safe; denoiser and victim stay the caller's.
 */
public final class Sweep {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Denoiser denoiser;
  private final Classifier victim;
  private final Attack attack;
  private final SweepPlan plan;
  private final EvaluationProgress progress;
  private long total;
  private long done;

  /**
   * @param denoiser the diffusion model
   * @param victim the classifier
   * @param attack how images are attacked
   * @param plan the draws and the batch; {@link #run} is given the purifiers
   * @param progress told how many passes of one image through the network are done
   */
  public Sweep(
      Denoiser denoiser,
      Classifier victim,
      Attack attack,
      SweepPlan plan,
      EvaluationProgress progress) {
    this.denoiser = denoiser;
    this.victim = victim;
    this.attack = attack;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs the sweep.
   *
   * @param data the images
   * @param combinations the purifiers
   * @param finished receives the row of the bare classifier, then the rows of each purifier as soon
   *     as they are measured
   * @throws IllegalArgumentException if the victim does not have the class of a label
   */
  public void run(
      LabelledImages data, List<Combination> combinations, Consumer<List<SweepRow>> finished) {
    data.requireClasses(victim.classes());
    done = 0;
    total = 0;
    combinations.forEach(
        c -> total += passes(c, data.size()) * SweepImages.SCENARIOS.size() * plan.mostDraws());
    SweepImages images = SweepImages.of(data, attacked(data));
    finished.accept(List.of(undefended(images)));
    try (KeptNetwork kept = new KeptNetwork(denoiser.networks())) {
      Denoiser lending = denoiser.withNetworks(kept);
      warmUp(lending, data.slice(0, Math.min(data.size(), plan.batchSize())));
      for (Combination combination : combinations) {
        finished.accept(measure(lending, combination, images));
      }
    }
  }

  /** Takes one step outside the measurements: it builds the network. */
  private void warmUp(Denoiser lending, LabelledImages batch) {
    PurifierConfig step =
        PurifierConfig.of(new NoiseLevel.Timestep(0))
            .withRespacing(new Respacing.Evenly(1))
            .withBatchSize(plan.batchSize());
    try (Purifier purifier =
        Purifier.of(lending, step, new GaussianNoise(plan.seed()), Optional.empty())) {
      purifier.purify(batch.images(), Draw.of(batch.ids()));
    }
  }

  private AttackedImages attacked(LabelledImages data) {
    WatchedClassifier target =
        new WatchedClassifier(
            NoisyClassifier.of(victim),
            query -> progress.advanced(done, total, "attacking, query " + query));
    return attack.attack(target, data.images(), data.labels(), Draw.of(data.ids()));
  }

  private SweepRow undefended(SweepImages images) {
    Tally tally = new Tally(images);
    eachBatch(
        images,
        (scenario, from, batch) -> {
          long start = System.nanoTime();
          INDArray logits = victim.logits(batch.images());
          tally.spent(batch.size(), 0, System.nanoTime() - start);
          tally.answered(1, scenario, from, logits);
        });
    RowKey key = new RowKey(Undefended.NAME, 0, 0, Combination.UNGUIDED);
    return tally.row(key, 1, JSON.createObjectNode());
  }

  private List<SweepRow> measure(Denoiser lending, Combination combination, SweepImages images) {
    Tally tally = new Tally(images);
    PurifierConfig config = combination.config();
    progress.advanced(done, total, combination.name());
    try (Purifier purifier =
        Purifier.of(lending, config, config.seed().noise(), Optional.of(victim))) {
      eachBatch(
          images,
          (scenario, from, batch) -> {
            List<Ballot> ballots =
                Stream.generate(() -> new Ballot(config.voteRule())).limit(batch.size()).toList();
            for (int draw = 0; draw < plan.mostDraws(); draw++) {
              double[][] votes = Softmax.rows(vote(purifier, batch, draw, tally));
              for (int i = 0; i < votes.length; i++) {
                ballots.get(i).add(votes[i]);
              }
              if (plan.draws().contains(draw + 1)) {
                double[][] joint = ballots.stream().map(Ballot::logits).toArray(double[][]::new);
                tally.answered(draw + 1, scenario, from, Nd4j.createFromArray(joint));
              }
              done += passes(combination, batch.size());
              progress.advanced(done, total, combination.name());
            }
          });
    }
    return plan.draws().stream()
        .map(draws -> tally.row(combination.key(), draws, settings(config, draws)))
        .toList();
  }

  private INDArray vote(Purifier purifier, LabelledImages batch, int draw, Tally tally) {
    long before = purifier.cost().imagePasses();
    long start = System.nanoTime();
    Draw named = Draw.of(batch.ids()).withIndex(draw);
    INDArray logits = victim.logits(purifier.purify(batch.images(), named));
    tally.spent(batch.size(), purifier.cost().imagePasses() - before, System.nanoTime() - start);
    return logits;
  }

  private static long passes(Combination combination, int images) {
    return (long) combination.steps() * images;
  }

  private static JsonNode settings(PurifierConfig config, int draws) {
    try {
      return JSON.readTree(config.withVotes(draws, config.voteRule()).toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the purifier's own JSON cannot be read", e);
    }
  }

  private void eachBatch(SweepImages images, BatchWork work) {
    for (Scenario scenario : SweepImages.SCENARIOS) {
      LabelledImages all = images.of(scenario);
      for (int from = 0; from < all.size(); from += plan.batchSize()) {
        int to = Math.min(all.size(), from + plan.batchSize());
        work.on(scenario, from, all.slice(from, to));
      }
    }
  }

  /** Work on a batch of a scenario's images. */
  @FunctionalInterface
  private interface BatchWork {
    void on(Scenario scenario, int from, LabelledImages batch);
  }
}
