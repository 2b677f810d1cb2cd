package org.purify4j.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Attack;
import org.purify4j.attack.Fgsm;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;

class EvaluationTest {
  private static final BrightnessVictim VICTIM = new BrightnessVictim();

  /** Images of one brightness each; dark is below a half. */
  private static LabelledImages data(double... brightness) {
    INDArray images = Nd4j.create(DataType.FLOAT, brightness.length, 3, 2, 2);
    int[] labels = new int[brightness.length];
    long[] ids = new long[brightness.length];
    for (int i = 0; i < brightness.length; i++) {
      images.slice(i).assign(brightness[i]);
      labels[i] = brightness[i] < 0.5 ? 0 : 1;
      ids[i] = 10 + i;
    }
    return new LabelledImages(images, labels, ids);
  }

  private static EvaluationPlan plan(Threat threat, int draws, int batch) {
    Attack attack = threat == Threat.NONE ? Attack.none() : Fgsm.of(Norm.LINF, 0.1);
    return new EvaluationPlan(threat, attack, draws, batch, 2);
  }

  private static EvaluationResult run(EvaluationPlan plan, LabelledImages data, Defence... others) {
    return new Evaluation(VICTIM, List.of(others), plan, (done, total, doing) -> {}).run(data);
  }

  @Test
  void attackFlipsExactlyTheImagesWithinReach() {
    EvaluationResult result = run(plan(Threat.BLIND, 1, 2), data(0.1, 0.45, 0.55, 0.9, 0.7));
    DefenceResult bare = result.defences().get(0);
    assertEquals(1.0, accuracy(bare, Scenario.CLEAN, result).mean().estimate());
    assertEquals(0.6, accuracy(bare, Scenario.BLIND, result).mean().estimate(), 1e-12);
    int[][] attacked = bare.predictions().get(Scenario.BLIND).classes();
    assertArrayEquals(new int[][] {{0}, {1}, {0}, {1}, {1}}, attacked);
    assertFalse(bare.predictions().containsKey(Scenario.ADAPTIVE));
  }

  @Test
  void blindImagesAreMadeOnTheBareVictimAndAdaptiveOnesOnTheDefence() {
    // Shifting up by 0.18 turns 0.45 bright in any case, and lifts the attacked 0.55 back over 1/2.
    // 0.40 is dark bare even when attacked by 0.1 - 0.5 is not above it - but behind the shift
    // it is bright already; 0.30 + 0.18 = 0.48 flips only by an attack.
    LabelledImages data = data(0.55, 0.30);
    ShiftDefence shift = new ShiftDefence(VICTIM, 0.18);
    EvaluationResult result = run(plan(Threat.ADAPTIVE, 1, 8), data, shift);
    DefenceResult defended = result.defences().get(1);
    assertArrayEquals(new int[][] {{1}, {0}}, defended.predictions().get(Scenario.CLEAN).classes());
    assertArrayEquals(new int[][] {{1}, {1}}, defended.predictions().get(Scenario.BLIND).classes());
    assertArrayEquals(
        new int[][] {{1}, {1}}, defended.predictions().get(Scenario.ADAPTIVE).classes());
    DefenceResult bare = result.defences().get(0);
    assertArrayEquals(
        bare.predictions().get(Scenario.BLIND).classes(),
        bare.predictions().get(Scenario.ADAPTIVE).classes());
  }

  @Test
  void everyDrawIsKeptInOrderWhateverTheBatch() {
    LabelledImages data = data(0.1, 0.45, 0.55, 0.9, 0.35);
    for (int batch : new int[] {1, 2, 5, 64}) {
      ShiftDefence shift = new ShiftDefence(VICTIM, 0, 0.1, 0.2);
      EvaluationResult result = run(plan(Threat.NONE, 3, batch), data, shift);
      int[][] classes = result.defences().get(1).predictions().get(Scenario.CLEAN).classes();
      assertArrayEquals(
          new int[][] {{0, 0, 0}, {0, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 1}}, classes);
      assertEquals(1, result.defences().get(0).predictions().get(Scenario.CLEAN).draws());
      assertEquals(3.0, result.defences().get(1).networkCallsPerImage(), 1e-12);
    }
  }

  /** A first call that takes longer, as one that builds networks does, is not in the time. */
  @Test
  void theFirstCallIsNotInTheTimeIfThereIsAnother() {
    ShiftDefence slow = new ShiftDefence(new SlowStart(), 0);
    EvaluationResult later = run(plan(Threat.NONE, 1, 1), data(0.1, 0.9, 0.8), slow);
    DefenceResult measured = later.defences().get(1);
    assertEquals(FirstCall.LEFT_OUT, measured.firstCall());
    assertTrue(measured.secondsPerImage() < SlowStart.SECONDS / 3, "" + measured.secondsPerImage());
    ShiftDefence again = new ShiftDefence(new SlowStart(), 0);
    EvaluationResult only = run(plan(Threat.NONE, 1, 3), data(0.1, 0.9, 0.8), again);
    DefenceResult first = only.defences().get(1);
    assertEquals(FirstCall.COUNTED, first.firstCall());
    assertTrue(first.secondsPerImage() > SlowStart.SECONDS / 4, "" + first.secondsPerImage());
    List<DefenceReport> reports =
        only.defences().stream().map(d -> DefenceReport.of(d, only.labels())).toList();
    assertTrue(
        ReportNotes.of(only, reports).stream()
            .anyMatch(note -> note.startsWith("s / image of undefended, shift: of the first")),
        ReportNotes.of(only, reports).toString());
  }

  @Test
  void firstImagesBecomeExamples() {
    ShiftDefence shift = new ShiftDefence(VICTIM, 0.18);
    EvaluationResult result = run(plan(Threat.BLIND, 1, 1), data(0.55, 0.45, 0.2), shift);
    List<Example> examples = result.defences().get(1).examples();
    assertEquals(2, examples.size());
    Example first = examples.get(0);
    assertEquals(10, first.id());
    assertEquals(0.55, first.clean().meanNumber().doubleValue(), 1e-6);
    assertEquals(0.45, first.attacked().meanNumber().doubleValue(), 1e-6);
    assertEquals(0.63, first.shown().meanNumber().doubleValue(), 1e-6);
    assertEquals(1, first.classOfClean());
    assertEquals(0, first.classOfAttacked());
    assertEquals(1, first.classOfShown());
  }

  @Test
  void progressEndsAtItsTotal() {
    for (Threat threat : Threat.values()) {
      List<Long> done = new ArrayList<>();
      List<Long> totals = new ArrayList<>();
      EvaluationProgress progress =
          (d, t, doing) -> {
            done.add(d);
            totals.add(t);
          };
      ShiftDefence shift = new ShiftDefence(VICTIM, 0, 0.1);
      new Evaluation(VICTIM, List.of(shift), plan(threat, 2, 2), progress).run(data(0.1, 0.2, 0.9));
      assertEquals(totals.get(0), done.get(done.size() - 1), threat.toString());
      assertEquals(done.stream().sorted().toList(), done);
    }
  }

  @Test
  void threatAndAttackGoTogether() {
    Attack some = Fgsm.of(Norm.LINF, 0.1);
    assertThrows(
        IllegalArgumentException.class, () -> new EvaluationPlan(Threat.NONE, some, 1, 1, 0));
    for (Threat threat : List.of(Threat.BLIND, Threat.ADAPTIVE)) {
      assertThrows(
          IllegalArgumentException.class, () -> new EvaluationPlan(threat, Attack.none(), 1, 1, 0));
    }
  }

  @Test
  void labelsMustBeClassesOfTheVictim() {
    LabelledImages data = new LabelledImages(data(0.5).images(), new int[] {2}, new long[] {0});
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> run(plan(Threat.NONE, 1, 1), data));
    assertTrue(failure.getMessage().contains("got 2"), failure.getMessage());
  }

  private static Accuracy accuracy(DefenceResult row, Scenario scenario, EvaluationResult result) {
    return row.predictions().get(scenario).accuracy(result.labels());
  }
}
