package org.purify4j.importers.classifier;

import java.util.List;
import java.util.Map;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/**
 * The wide residual network (Zagoruyko and Komodakis 2016) as TRADES and RobustBench write it: a
 * 3×3 convolution, three groups of pre-activation blocks, batch normalisation, ReLU, mean, linear.
 * A block that changes the width sends the activated input past itself, through a 1×1 convolution;
 * the others send the input itself.
 *
 * @param stem channels after the first convolution
 * @param widths channels of each group
 * @param blocks blocks of each group
 * @param classes number of classes
 */
record WideResNet(int stem, List<Integer> widths, int blocks, int classes) implements TorchNetwork {
  static final ClassifierImporter FAMILY =
      new ClassifierFamily(
          "robustbench-wideresnet",
          "WideResNet of any depth and width (TRADES, RobustBench)",
          ImageNormalization.NONE,
          32,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 3, 3),
              Sign.has("block1.layer.0.bn1.weight"),
              Sign.has("block2.layer.0.convShortcut.weight"),
              Sign.has("block3.layer.0.conv2.weight"),
              Sign.shaped("bn1.weight", -1),
              Sign.has("fc.weight")),
          WideResNet::read);

  private static final int COLOURS = 3;
  private static final int GROUPS = 3;
  private static final String HEAD = "fc";

  /** A first group of which TRADES' class has a second copy, trained with it and never used. */
  private static final String UNUSED = "sub_block1";

  private static WideResNet read(ModuleShapes shapes) {
    return new WideResNet(
        shapes.out("conv1"),
        List.of(
            shapes.out(block(1, 0) + ".conv1"),
            shapes.out(block(2, 0) + ".conv1"),
            shapes.out(block(3, 0) + ".conv1")),
        shapes.count(i -> block(1, i) + ".conv1"),
        shapes.out(HEAD));
  }

  @Override
  public Map<String, String> inferred() {
    return new Inferred()
        .with("depth", 4 + 2 * GROUPS * blocks)
        .with("widening", widths.get(0) / (double) stem)
        .with("classes", classes)
        .values();
  }

  @Override
  public void addTo(TorchGraph graph) {
    graph.unused(UNUSED);
    String x = graph.convolution("conv1", Conv2d.square(COLOURS, stem, 3, 1), graph.images());
    int in = stem;
    for (int group = 1; group <= GROUPS; group++) {
      int out = widths.get(group - 1);
      for (int i = 0; i < blocks; i++) {
        int stride = group > 1 && i == 0 ? 2 : 1;
        x = residual(graph, block(group, i), Conv2d.square(in, out, 3, stride), x);
        in = out;
      }
    }
    x = graph.relu(graph.batchNorm("bn1", in, x));
    graph.head(HEAD, in, classes, x);
  }

  private static String residual(TorchGraph graph, String name, Conv2d first, String input) {
    int in = first.in();
    int out = first.out();
    String activated = graph.relu(graph.batchNorm(name + ".bn1", in, input));
    String x = graph.convolution(name + ".conv1", first, activated);
    x = graph.relu(graph.batchNorm(name + ".bn2", out, x));
    x = graph.convolution(name + ".conv2", Conv2d.square(out, out, 3, 1), x);
    String passed =
        in == out
            ? input
            : graph.convolution(
                name + ".convShortcut", Conv2d.square(in, out, 1, first.stride()), activated);
    return graph.add(name + ".add", x, passed);
  }

  private static String block(int group, int index) {
    return "block" + group + ".layer." + index;
  }
}
