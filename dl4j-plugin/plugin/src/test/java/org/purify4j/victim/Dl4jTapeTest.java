package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.Tape;

/** A recorded pass of a DL4J network, asked at once, again, late, never, and by another thread. */
class Dl4jTapeTest {
  private final MultiLayerNetwork network = Networks.layers(DataType.FLOAT);
  private final Dl4jVictim victim = Dl4jVictim.of(network);
  private final INDArray images = images(1);
  private final INDArray cotangent =
      TestImages.uniform(9, -1, 1, DataType.FLOAT, 2, Networks.CLASSES);
  private INDArray expected;

  private static INDArray images(int seed) {
    return TestImages.uniform(seed, DataType.FLOAT, 2, 3, Networks.SIDE, Networks.SIDE);
  }

  @BeforeEach
  void ofAVictimOfItsOwn() {
    expected = Dl4jVictim.of(network).record(images).gradient(cotangent);
  }

  @Test
  void mayBeAskedAgain() {
    Tape tape = victim.record(images);
    assertEquals(victim.logits(images), tape.output());
    Tape fresh = victim.record(images);
    INDArray gradient = fresh.gradient(cotangent);
    assertEquals(expected, gradient);
    assertFalse(gradient.isAttached());
    assertEquals(expected.mul(2), fresh.gradient(cotangent.mul(2)));
  }

  /** Images that are overwritten too early show where the second forward pass is taken. */
  @Test
  void asksTheNetworkOnceIfAskedAtOnce() {
    INDArray overwritten = images.dup();
    Tape tape = victim.record(overwritten);
    overwritten.assign(images(2));
    assertEquals(expected, tape.gradient(cotangent));
    assertEquals(
        Dl4jVictim.of(network).record(images(2)).gradient(cotangent), tape.gradient(cotangent));
  }

  @Test
  void mayBeAskedAfterOtherCalls() {
    Tape tape = victim.record(images);
    Tape other = victim.record(images(2));
    assertEquals(expected, tape.gradient(cotangent));
    assertTrue(other.gradient(cotangent).sub(expected).amaxNumber().doubleValue() > 1e-4);
    victim.logits(images(3));
    assertEquals(expected, tape.gradient(cotangent));
    victim.close();
    assertEquals(expected, tape.gradient(cotangent));
  }

  /** DL4J refuses to work while it sees an open workspace. */
  @Test
  void leavesNoOpenWorkspaceToBeSeen() {
    INDArray labels = Nd4j.eye(Networks.CLASSES).castTo(DataType.FLOAT);
    INDArray four = TestImages.uniform(5, DataType.FLOAT, 4, 3, Networks.SIDE, Networks.SIDE);
    for (int i = 0; i < 3; i++) {
      Tape tape = victim.record(images);
      assertFalse(Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread());
      assertFalse(Nd4j.create(2, 2).isAttached());
      network.feedForward(images);
      if (i == 1) {
        tape.close();
      }
    }
    network.fit(new DataSet(four, labels));
    assertFalse(Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread());
    victim.close();
    assertFalse(Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread());
  }

  @Test
  void mayGoOnOnAnotherThread() {
    Tape tape = victim.record(images);
    INDArray elsewhere =
        CompletableFuture.supplyAsync(
                () -> {
                  INDArray gradient = tape.gradient(cotangent);
                  victim.record(images(4));
                  return gradient;
                })
            .join();
    assertEquals(expected, elsewhere);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected, tape.gradient(cotangent));
      victim.record(images);
      assertFalse(Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread());
    }
  }

  @Test
  void wrongCotangentsAreRefusedAndHarmNothing() {
    Tape tape = victim.record(images);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> tape.gradient(images));
    assertTrue(e.getMessage().startsWith("cotangent: got shape [2, 3"), e.getMessage());
    assertEquals(expected, tape.gradient(cotangent));
  }
}
