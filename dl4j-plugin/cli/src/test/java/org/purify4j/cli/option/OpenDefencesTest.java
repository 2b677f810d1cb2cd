package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Attack;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.Tape;

class OpenDefencesTest {
  private static final Adversary NOBODY = Adversary.of(Attack.none(), GradientMode.NONE);

  /** Counts how often it is closed. */
  private static final class Victim implements Classifier {
    private int closed;

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public INDArray logits(INDArray images) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Tape record(INDArray images) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void victimIsClosedWhenTheModelCannotBeOpened() {
    Victim victim = new Victim();
    IOException broken = new IOException("broken");
    assertSame(
        broken,
        assertThrows(
            IOException.class,
            () ->
                OpenDefences.open(
                    () -> victim,
                    Optional.of(
                        () -> {
                          throw broken;
                        }),
                    Map.of(),
                    NOBODY)));
    assertEquals(1, victim.closed);
  }

  @Test
  void victimIsClosedWhenAPurifierCannotBeMade() {
    Victim victim = new Victim();
    assertThrows(
        CommandException.class,
        () ->
            OpenDefences.open(
                () -> victim, Optional.empty(), Map.of("fast", Preset.FAST.config()), NOBODY));
    assertEquals(1, victim.closed);
  }

  @Test
  void victimIsClosedOnceWithTheRest() throws IOException {
    Victim victim = new Victim();
    OpenDefences open = OpenDefences.open(() -> victim, Optional.empty(), Map.of(), NOBODY);
    assertEquals(0, victim.closed);
    open.close();
    assertEquals(1, victim.closed);
  }
}
