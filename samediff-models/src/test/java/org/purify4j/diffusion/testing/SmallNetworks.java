package org.purify4j.diffusion.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.purify4j.diffusion.network.AttentionBuilder;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/**
 * A small network for each word of the vocabulary, by the name that {@code vocabulary/make.py} has
 * for the same one in PyTorch. All take three channels.
 */
public final class SmallNetworks {
  private static final double SCALE = Math.sqrt(0.5);
  private static final Map<String, BiFunction<NetworkBuilder, Node, Node>> ALL =
      new LinkedHashMap<>();

  static {
    ALL.put("padded_after", (net, x) -> net.convolutionPaddedAfter("down", stem(net, x, 8), 20));
    ALL.put("kernels", SmallNetworks::kernels);
    ALL.put("nin", SmallNetworks::nin);
    ALL.put("residuals", SmallNetworks::residuals);
    ALL.put("fir_up", (net, x) -> net.upsample(stem(net, x, 8), Filter.FIR));
    ALL.put("fir_down", (net, x) -> net.downsample(stem(net, x, 8), Filter.FIR));
    ALL.put("blur_down", (net, x) -> net.convolutionAfterBlur("down", stem(net, x, 8), 20));
    ALL.put("separate", SmallNetworks::separate);
    ALL.put(
        "qkv_last",
        (net, x) ->
            new AttentionBuilder(net)
                .full(net.convolution("qkv", stem(net, x, 8), 72, 1, 1), 2, Layout.QKV_LAST));
    ALL.put(
        "memory_attention",
        (net, x) ->
            new AttentionBuilder(net).full(unbiasedQkv(net, x), 2, Layout.QKV_FIRST, "mem_kv", 4));
    ALL.put(
        "linear_attention",
        (net, x) ->
            new AttentionBuilder(net).linear(net.convolution("qkv", stem(net, x, 8), 72, 1, 1), 2));
    ALL.put(
        "memory_linear",
        (net, x) -> new AttentionBuilder(net).linear(unbiasedQkv(net, x), 2, "mem_kv", 4));
    ALL.put("rms", SmallNetworks::rms);
    ALL.put(
        "space_to_depth",
        (net, x) -> net.convolution("conv", net.spaceToDepth(stem(net, x, 5)), 8, 1, 1));
    ALL.put("fourier", SmallNetworks::fourier);
  }

  private SmallNetworks() {}

  /** All of them, for images of this size. */
  public static Map<String, Network> of(int height, int width) {
    Map<String, Network> networks = new LinkedHashMap<>();
    ALL.forEach(
        (name, description) -> {
          NetworkBuilder net = new NetworkBuilder();
          description.apply(net, net.image(3, height, width));
          networks.put(name, net.build());
        });
    return networks;
  }

  private static Node stem(NetworkBuilder net, Node x, int outputs) {
    return net.convolution("stem", x, outputs, 3, 1);
  }

  private static Node unbiasedQkv(NetworkBuilder net, Node x) {
    return net.convolutionWithoutBias("qkv", stem(net, x, 8), 72, 1);
  }

  private static Node kernels(NetworkBuilder net, Node image) {
    Node x = net.convolutionWithoutBias("seven", image, 20, 7);
    x = net.convolution("five", x, 8, 5, 2);
    return net.convolution("one", x, 5, 1, 1);
  }

  private static Node nin(NetworkBuilder net, Node image) {
    Node x = stem(net, image, 8);
    return net.add(x, net.nin("nin", x, 8), SCALE);
  }

  /** The last sum has no convolution to be joined to, and reads what another reads too. */
  private static Node residuals(NetworkBuilder net, Node image) {
    Node x = stem(net, image, 16);
    for (String name : new String[] {"a", "b"}) {
      Node h = net.silu(net.groupNorm(name + ".norm", x, 4, 1e-6));
      x = net.add(x, net.convolution(name + ".conv", h, 16, 3, 1), SCALE);
    }
    return net.add(net.silu(x), x, SCALE);
  }

  private static Node separate(NetworkBuilder net, Node image) {
    Node x = stem(net, image, 8);
    Node queries = net.convolution("q", x, 24, 1, 1);
    Node keys = net.convolution("k", x, 24, 1, 1);
    return new AttentionBuilder(net).full(queries, keys, net.convolution("v", x, 24, 1, 1), 2);
  }

  private static Node rms(NetworkBuilder net, Node image) {
    Node x = stem(net, image, 20);
    Node time = net.timeEmbedding(8, Halves.SIN_COS, 3);
    time = net.linear("time.3", net.gelu(net.linear("time.1", time, 24)), 40);
    x = net.silu(net.rmsNorm("one", x, time));
    return net.rmsNorm("two", net.convolution("conv", x, 8, 3, 1));
  }

  private static Node fourier(NetworkBuilder net, Node image) {
    Node time = net.fourierEmbedding("freqs", 8, Halves.SIN_COS);
    return net.addPerChannel(stem(net, image, 8), net.linear("emb", time, 8));
  }
}
