package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw weights and averages in one file, as training programs lay them out. */
class AveragesTest {
  private static final byte[] EIGHT = CheckpointFiles.floats(0, 1, 2, 3, 4, 5, 6, 7);

  @TempDir Path folder;

  @Test
  void lucidrains() {
    byte[] pickle =
        wrapper()
            .text("model")
            .op('}', '(')
            .view("model.w", 0, 1)
            .view("betas", 1, 1)
            .op('u')
            .text("ema")
            .op('}', '(')
            .view("initted", 2, 1)
            .view("step", 3, 1)
            .view("online_model.model.w", 0, 1)
            .view("online_model.betas", 1, 1)
            .view("ema_model.model.w", 4, 1)
            .view("ema_model.betas", 5, 1)
            .op('u', 'u')
            .stop();
    try (Checkpoint average = open(pickle, Averages.PREFERRED);
        Checkpoint raw = open(pickle, Averages.IGNORED)) {
      assertEquals(List.of("model.w", "betas"), List.copyOf(average.names()));
      assertArrayEquals(new float[] {4}, average.floats("model.w"));
      assertEquals(List.of("ema"), average.selection().path());
      assertEquals(average.names(), raw.names());
      assertArrayEquals(new float[] {0}, raw.floats("model.w"));
      assertEquals(List.of("model"), raw.selection().path());
    }
  }

  @Test
  void lightningWithAnAverageBesideTheWeights() {
    byte[] pickle =
        wrapper()
            .text("hyper_parameters")
            .global("argparse", "Namespace")
            .op(')', 0x81)
            .text("state_dict")
            .op('}', '(')
            .view("net.w", 0, 1)
            .view("net.b", 1, 1)
            .view("net_ema.w", 6, 1)
            .view("net_ema.b", 7, 1)
            .op('u', 'u')
            .stop();
    try (Checkpoint average = open(pickle, Averages.PREFERRED);
        Checkpoint raw = open(pickle, Averages.IGNORED)) {
      assertEquals(
          "entry state_dict, prefix net_ema. removed; net_ema. chosen over 2 raw weights",
          average.selection().describe());
      assertArrayEquals(new float[] {6}, average.floats("w"));
      assertEquals(
          "entry state_dict, prefix net. removed; averaged weights under net_ema. were not wanted",
          raw.selection().describe());
      assertArrayEquals(new float[] {0}, raw.floats("w"));
    }
  }

  @Test
  void anAverageAloneIsNoRawWeights() {
    byte[] pickle = wrapper().view("n_averaged", 0, 1).view("module.w", 3, 1).op('u').stop();
    try (Checkpoint average = open(pickle, Averages.PREFERRED)) {
      assertArrayEquals(new float[] {3}, average.floats("w"));
    }
    ImportException e =
        assertThrows(ImportException.class, () -> open(pickle, Averages.IGNORED).close());
    assertTrue(
        e.getMessage().endsWith("ema.pt: holds averaged weights alone, raw ones were asked for"),
        e.getMessage());
  }

  @Test
  void theLastOfAListIsItsAverage() {
    byte[] pickle =
        new PickleWriter()
            .protocol()
            .op(']', '(', '}', '(')
            .view("module.w", 0, 1)
            .op('u', '}', '}', '(')
            .view("w", 5, 1)
            .op('u', 'e')
            .stop();
    try (Checkpoint average = open(pickle, Averages.PREFERRED);
        Checkpoint raw = open(pickle, Averages.IGNORED)) {
      assertArrayEquals(new float[] {5}, average.floats("w"));
      assertEquals(
          "entry 2; taken for the average of the weights at 0", average.selection().describe());
      assertArrayEquals(new float[] {0}, raw.floats("w"));
    }
  }

  @Test
  void aListWithoutNamesSkipsStatistics() {
    byte[] pickle = namedBesideList().view(4, 2).view(5, 1).op('e', 'u').stop();
    try (Checkpoint average = open(pickle, Averages.PREFERRED)) {
      assertArrayEquals(new float[] {4, 5}, average.floats("w"));
      assertArrayEquals(new float[] {1}, average.floats("bn.running_mean"));
      assertArrayEquals(new float[] {5}, average.floats("bn.bias"));
    }
  }

  @Test
  void aListWithoutNamesThatDoesNotFit() {
    refused("number 1, float32 [3], has no counterpart", namedBesideList().view(4, 2).view(1, 3));
    refused(
        "number 2, float32 [1], has no counterpart",
        namedBesideList().view(4, 2).view(1, 1).view(1, 1));
    refused("number 0, float32 [1], could be a or b", twoAlike().view(4, 1));
  }

  private void refused(String problem, PickleWriter list) {
    byte[] pickle = list.op('e', 'u').stop();
    ImportException e =
        assertThrows(ImportException.class, () -> open(pickle, Averages.PREFERRED).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    open(pickle, Averages.IGNORED).close();
  }

  private static PickleWriter namedBesideList() {
    return wrapper()
        .text("model")
        .op('}', '(')
        .view("w", 0, 2)
        .view("bn.running_mean", 1, 1)
        .view("bn.bias", 2, 1)
        .op('u')
        .text("ema")
        .op(']', '(');
  }

  private static PickleWriter twoAlike() {
    return wrapper()
        .text("model")
        .op('}', '(')
        .view("a", 0, 1)
        .view("b", 1, 1)
        .op('u')
        .text("ema")
        .op(']', '(');
  }

  private static PickleWriter wrapper() {
    return new PickleWriter().protocol().op('}', '(');
  }

  private Checkpoint open(byte[] pickle, Averages wanted) {
    return Checkpoint.open(
        CheckpointFiles.zip(folder.resolve("ema.pt"), pickle, Map.of("0", EIGHT)), wanted);
  }
}
