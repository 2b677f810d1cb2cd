package org.purify4j.diffusion.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.network.Op.Filter;

class NetworkBuilderTest {
  private final NetworkBuilder net = new NetworkBuilder();

  @Test
  void whatHalvesWantsAnEvenSize() {
    Node odd = net.image(3, 8, 7);
    List<Consumer<Node>> halving =
        List.of(
            x -> net.convolution("a", x, 4, 3, 2),
            x -> net.convolutionPaddedAfter("b", x, 4),
            x -> net.convolutionAfterBlur("c", x, 4),
            x -> net.downsample(x, Filter.BOX),
            x -> net.downsample(x, Filter.FIR),
            net::spaceToDepth);
    for (Consumer<Node> one : halving) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> one.accept(odd)).getMessage();
      assertTrue(message.contains("must be an even size"), message);
    }
  }

  @Test
  void kernelsAreOdd() {
    Node x = net.image(3, 8, 8);
    String message =
        assertThrows(IllegalArgumentException.class, () -> net.convolution("a", x, 4, 4, 1))
            .getMessage();
    assertEquals("kernel: got 4, must be odd", message);
  }

  @Test
  void halvedSizes() {
    Node x = net.image(3, 8, 12);
    Shape half = new Shape(5, 4, 6);
    assertEquals(half, net.convolutionPaddedAfter("a", x, 5).shape());
    assertEquals(half, net.convolutionAfterBlur("b", x, 5).shape());
    assertEquals(half.withChannels(12), net.spaceToDepth(x).shape());
    assertEquals(new Shape(3, 16, 24), net.upsample(x, Filter.FIR).shape());
  }
}
