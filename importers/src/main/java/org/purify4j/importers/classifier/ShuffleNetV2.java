package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.purify4j.layers.ChannelRangeLayer;
import org.purify4j.layers.ChannelShuffleLayer;

/**
 * ShuffleNetV2 (Ma et al. 2018, table 5): a 3×3 convolution, three stages, a 1×1 convolution, mean,
 * linear. A stage's first block sends all channels through both branches and halves the size; the
 * others send the second half of the channels through one branch. Both end in a shuffle of two
 * groups.
 *
 * @param layout what differs between authors
 * @param width channels after the first convolution
 * @param stages the blocks of each stage
 * @param last channels before the mean
 * @param classes number of classes
 */
record ShuffleNetV2(ShuffleNetV2Layout layout, int width, List<Stage> stages, int last, int classes)
    implements TorchNetwork {
  private static final int COLOURS = 3;
  private static final int KERNEL = 3;
  private static final int GROUPS = 2;

  /**
   * The blocks of one stage.
   *
   * @param name in the checkpoint
   * @param blocks how many, the one that halves the size included
   * @param half channels of each branch
   */
  record Stage(String name, int blocks, int half) {
    private String block(int index) {
      return name + "." + index;
    }
  }

  /** Reads widths, depths and classes off a checkpoint's names and shapes. */
  static ShuffleNetV2 read(ModuleShapes shapes, ShuffleNetV2Layout layout) {
    List<Stage> stages = new ArrayList<>();
    for (String name : layout.stages()) {
      int later =
          shapes.count(i -> name + "." + (i + 1) + "." + layout.kept().get(0).convolution());
      int half = shapes.out(name + ".0." + layout.right().get(2).convolution());
      stages.add(new Stage(name, 1 + later, half));
    }
    return new ShuffleNetV2(
        layout,
        shapes.out(layout.first().convolution()),
        stages,
        shapes.out(layout.last().convolution()),
        shapes.out(layout.head()));
  }

  @Override
  public Map<String, String> inferred() {
    return new Inferred()
        .with("blocks", stages.stream().map(Stage::blocks).toList())
        .with("channels", stages.stream().map(stage -> GROUPS * stage.half()).toList())
        .with("features", last)
        .with("classes", classes)
        .values();
  }

  @Override
  public void addTo(TorchGraph graph) {
    String x = stem(graph);
    int in = width;
    for (Stage stage : stages) {
      x = halving(graph, stage, in, x);
      in = GROUPS * stage.half();
      for (int i = 1; i < stage.blocks(); i++) {
        x = keeping(graph, stage.block(i), stage.half(), x);
      }
    }
    x = graph.relu(graph.normalised(layout.last(), Conv2d.pointwise(in, last), x));
    graph.head(layout.head(), last, classes, x);
  }

  private String stem(TorchGraph graph) {
    boolean small = layout.stem() == ShuffleNetV2Layout.Stem.SMALL;
    Conv2d settings = Conv2d.square(COLOURS, width, KERNEL, small ? 1 : 2);
    String x = graph.relu(graph.normalised(layout.first(), settings, graph.images()));
    return small ? x : graph.maximum("maxpool", 1, x);
  }

  private String halving(TorchGraph graph, Stage stage, int in, String input) {
    String block = stage.block(0);
    ConvolutionNames depthwise = layout.left().get(0).within(block);
    ConvolutionNames pointwise = layout.left().get(1).within(block);
    String left = graph.normalisedDepthwise(depthwise, in, KERNEL, 2, input);
    left = graph.relu(graph.normalised(pointwise, Conv2d.pointwise(in, stage.half()), left));
    String right = branch(graph, block, layout.right(), in, stage.half(), 2, input);
    return shuffled(graph, block, left, right);
  }

  private String keeping(TorchGraph graph, String block, int half, String input) {
    String left = graph.layer(block + ".left", new ChannelRangeLayer(0, half), input);
    String right = graph.layer(block + ".right", new ChannelRangeLayer(half, half), input);
    return shuffled(graph, block, left, branch(graph, block, layout.kept(), half, half, 1, right));
  }

  private static String branch(
      TorchGraph graph,
      String block,
      List<ConvolutionNames> names,
      int in,
      int out,
      int stride,
      String input) {
    ConvolutionNames first = names.get(0).within(block);
    ConvolutionNames depthwise = names.get(1).within(block);
    ConvolutionNames second = names.get(2).within(block);
    String x = graph.relu(graph.normalised(first, Conv2d.pointwise(in, out), input));
    x = graph.normalisedDepthwise(depthwise, out, KERNEL, stride, x);
    return graph.relu(graph.normalised(second, Conv2d.pointwise(out, out), x));
  }

  private static String shuffled(TorchGraph graph, String block, String left, String right) {
    String both = graph.concatenate(block + ".cat", left, right);
    return graph.layer(block + ".shuffle", new ChannelShuffleLayer(GROUPS), both);
  }
}
