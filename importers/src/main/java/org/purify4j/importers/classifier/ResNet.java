package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.purify4j.layers.PaddedShortcutLayer;

/**
 * The residual network (He et al. 2016): a stem, stages of blocks of which each after the first
 * halves the size, mean, linear. A block is two 3×3 convolutions or, in deep networks, a bottleneck
 * of 1×1, 3×3 (which has the stride) and 1×1.
 *
 * @param layout what differs between authors
 * @param width channels after the stem
 * @param stages the blocks of each stage
 * @param classes number of classes
 */
record ResNet(ResNetLayout layout, int width, List<Stage> stages, int classes)
    implements TorchNetwork {
  private static final int COLOURS = 3;

  /**
   * The blocks of one stage.
   *
   * @param blocks how many
   * @param inner channels within each
   * @param out channels after each
   * @param kind of blocks
   */
  record Stage(int blocks, int inner, int out, Kind kind) {}

  /** The two kinds of blocks. */
  private enum Kind {
    BASIC(2),
    BOTTLENECK(3);

    private final int convolutions;

    Kind(int convolutions) {
      this.convolutions = convolutions;
    }
  }

  /** Reads widths, depths and classes off a checkpoint's names and shapes. */
  static ResNet read(ModuleShapes shapes, ResNetLayout layout) {
    List<Stage> stages = new ArrayList<>();
    for (int stage = 1; stage <= layout.stages(); stage++) {
      int number = stage;
      int blocks = shapes.count(i -> block(number, i) + ".conv1");
      String first = block(stage, 0);
      Kind kind = shapes.has(first + ".conv3.weight") ? Kind.BOTTLENECK : Kind.BASIC;
      int out = shapes.out(first + ".conv" + kind.convolutions);
      stages.add(new Stage(blocks, shapes.out(first + ".conv1"), out, kind));
    }
    return new ResNet(layout, shapes.out("conv1"), stages, shapes.out(layout.head()));
  }

  @Override
  public Map<String, String> inferred() {
    int depth = 2;
    for (Stage stage : stages) {
      depth += stage.blocks() * stage.kind().convolutions;
    }
    return new Inferred()
        .with("depth", depth)
        .with("blocks", stages.stream().map(Stage::blocks).toList())
        .with("width", width)
        .with("classes", classes)
        .values();
  }

  @Override
  public void addTo(TorchGraph graph) {
    String x = stem(graph);
    int in = width;
    for (int stage = 1; stage <= stages.size(); stage++) {
      Stage blocks = stages.get(stage - 1);
      for (int i = 0; i < blocks.blocks(); i++) {
        int stride = stage > 1 && i == 0 ? 2 : 1;
        x = residual(graph, block(stage, i), blocks, in, stride, x);
        in = blocks.out();
      }
    }
    graph.head(layout.head(), in, classes, x);
  }

  private String stem(TorchGraph graph) {
    ConvolutionNames names = ConvolutionNames.numbered(1);
    boolean small = layout.stem() == ResNetLayout.Stem.SMALL;
    Conv2d settings =
        small ? Conv2d.square(COLOURS, width, 3, 1) : Conv2d.square(COLOURS, width, 7, 2);
    String x = graph.relu(graph.normalised(names, settings, graph.images()));
    return small ? x : graph.maximum("maxpool", 1, x);
  }

  private String residual(
      TorchGraph graph, String name, Stage stage, int in, int stride, String input) {
    String x =
        stage.kind() == Kind.BASIC
            ? basic(graph, name, stage, in, stride, input)
            : bottleneck(graph, name, stage, in, stride, input);
    String passed =
        stride == 1 && in == stage.out()
            ? input
            : shortcut(graph, name, Conv2d.square(in, stage.out(), 1, stride), input);
    return graph.relu(graph.add(name + ".add", x, passed));
  }

  private static String basic(
      TorchGraph graph, String name, Stage stage, int in, int stride, String input) {
    Conv2d first = Conv2d.square(in, stage.inner(), 3, stride);
    Conv2d second = Conv2d.square(stage.inner(), stage.out(), 3, 1);
    String x =
        graph.relu(graph.normalised(ConvolutionNames.numbered(1).within(name), first, input));
    return graph.normalised(ConvolutionNames.numbered(2).within(name), second, x);
  }

  private static String bottleneck(
      TorchGraph graph, String name, Stage stage, int in, int stride, String input) {
    Conv2d first = Conv2d.pointwise(in, stage.inner());
    Conv2d second = Conv2d.square(stage.inner(), stage.inner(), 3, stride);
    Conv2d third = Conv2d.pointwise(stage.inner(), stage.out());
    String x =
        graph.relu(graph.normalised(ConvolutionNames.numbered(1).within(name), first, input));
    x = graph.relu(graph.normalised(ConvolutionNames.numbered(2).within(name), second, x));
    return graph.normalised(ConvolutionNames.numbered(3).within(name), third, x);
  }

  private String shortcut(TorchGraph graph, String block, Conv2d projection, String input) {
    if (layout.shortcut() instanceof ResNetLayout.Shortcut.Projected projected) {
      ConvolutionNames names = ConvolutionNames.items(block + "." + projected.name(), 0);
      return graph.normalised(names, projection, input);
    }
    int padding = (projection.out() - projection.in()) / 2;
    return graph.layer(block + ".shortcut", new PaddedShortcutLayer(padding), input);
  }

  private static String block(int stage, int index) {
    return "layer" + stage + "." + index;
  }
}
