package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * MobileNetV2 (Sandler et al. 2018, table 2): a 3×3 convolution, seven groups of inverted residual
 * blocks, a 1×1 convolution, mean, linear.
 *
 * @param layout what differs between authors
 * @param width channels after the first convolution
 * @param blocks all blocks, in order
 * @param last channels before the mean
 * @param classes number of classes
 */
record MobileNetV2(MobileNetV2Layout layout, int width, List<Block> blocks, int last, int classes)
    implements TorchNetwork {
  /** Blocks of each group (n in the paper's table). */
  private static final List<Integer> REPEATS = List.of(1, 2, 3, 4, 3, 3, 1);

  private static final int COLOURS = 3;
  private static final int KERNEL = 3;

  /**
   * One inverted residual block.
   *
   * @param name in the checkpoint
   * @param names of its convolutions: expansion (which may be missing), depthwise, projection
   * @param inner channels of the depthwise convolution
   * @param out channels after the projection
   * @param stride of the depthwise convolution
   */
  record Block(String name, List<ConvolutionNames> names, int inner, int out, int stride) {
    private boolean expands() {
      return names.size() == 3;
    }

    private ConvolutionNames expansion() {
      return names.get(0);
    }

    private ConvolutionNames depthwise() {
      return names.get(names.size() - 2);
    }

    private ConvolutionNames projection() {
      return names.get(names.size() - 1);
    }
  }

  /** Reads widths and classes off a checkpoint's names and shapes. */
  static MobileNetV2 read(ModuleShapes shapes, MobileNetV2Layout layout) {
    List<Block> blocks = new ArrayList<>();
    for (int group = 0; group < REPEATS.size(); group++) {
      for (int i = 0; i < REPEATS.get(group); i++) {
        int stride = i == 0 ? layout.strides().get(group) : 1;
        blocks.add(block(shapes, layout, layout.block(blocks.size()), stride));
      }
    }
    return new MobileNetV2(
        layout,
        shapes.out(layout.stem().convolution()),
        blocks,
        shapes.out(layout.last().convolution()),
        shapes.out(layout.head()));
  }

  private static Block block(
      ModuleShapes shapes, MobileNetV2Layout layout, String name, int stride) {
    List<ConvolutionNames> expanded = within(name, layout.expanded());
    boolean plain = !layout.plain().isEmpty() && !shapes.has(expanded.get(2).norm() + ".weight");
    List<ConvolutionNames> names = plain ? within(name, layout.plain()) : expanded;
    int inner = shapes.out(names.get(names.size() - 2).convolution());
    int out = shapes.out(names.get(names.size() - 1).convolution());
    return new Block(name, names, inner, out, stride);
  }

  private static List<ConvolutionNames> within(String block, List<ConvolutionNames> names) {
    return names.stream().map(name -> name.within(block)).toList();
  }

  @Override
  public Map<String, String> inferred() {
    return new Inferred()
        .with("width", width)
        .with("channels", blocks.stream().map(Block::out).distinct().toList())
        .with("features", last)
        .with("classes", classes)
        .with("strides", layout.stemStride() + " and " + layout.strides() + ", as the family's")
        .values();
  }

  @Override
  public void addTo(TorchGraph graph) {
    Conv2d first = Conv2d.square(COLOURS, width, KERNEL, layout.stemStride());
    String x = activated(graph, graph.normalised(layout.stem(), first, graph.images()));
    int in = width;
    for (Block block : blocks) {
      x = inverted(graph, block, in, x);
      in = block.out();
    }
    x = activated(graph, graph.normalised(layout.last(), Conv2d.pointwise(in, last), x));
    graph.head(layout.head(), last, classes, x);
  }

  private String inverted(TorchGraph graph, Block block, int in, String input) {
    String x = input;
    if (block.expands()) {
      Conv2d expansion = Conv2d.pointwise(in, block.inner());
      x = activated(graph, graph.normalised(block.expansion(), expansion, x));
    }
    x =
        activated(
            graph,
            graph.normalisedDepthwise(block.depthwise(), block.inner(), KERNEL, block.stride(), x));
    Conv2d projection = Conv2d.pointwise(block.inner(), block.out());
    x = graph.normalised(block.projection(), projection, x);
    if (block.stride() != 1) {
      return x;
    }
    if (in == block.out()) {
      return graph.add(block.name() + ".add", x, input);
    }
    if (layout.shortcut().isEmpty()) {
      return x;
    }
    ConvolutionNames shortcut = layout.shortcut().get().within(block.name());
    String passed = graph.normalised(shortcut, Conv2d.pointwise(in, block.out()), input);
    return graph.add(block.name() + ".add", x, passed);
  }

  private String activated(TorchGraph graph, String input) {
    return graph.activation(layout.activation(), input);
  }
}
