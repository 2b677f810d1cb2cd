package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.layer.Normalization;
import org.purify4j.importers.layer.PaddedShortcut;

/**
 * The residual network for 32×32 images (He et al. 2016, §4.2): a 3×3 convolution, three stages of
 * two-convolution blocks that double the width and halve the size, mean, linear.
 *
 * @param width channels of the first stage
 * @param blocks blocks of each stage
 * @param classes number of classes
 * @param shortcut what passes a block that halves the size
 * @param head name of the linear layer
 */
record CifarResNet(int width, List<Integer> blocks, int classes, Shortcut shortcut, String head) {
  private static final int IMAGE_SIZE = 32;
  private static final int COLOURS = 3;
  private static final int STAGES = 3;
  private static final int MOST_BLOCKS = 1000;

  /** What passes a block that changes the size. */
  enum Shortcut {
    /** Every other pixel between channels of zeros ("option A"). */
    PADDED,
    /** A 1×1 convolution of stride 2 and batch normalisation ("option B"), {@code downsample}. */
    PROJECTED
  }

  /** Reads widths, depths and classes off a checkpoint's names and shapes. */
  static CifarResNet infer(Checkpoint checkpoint, Shortcut shortcut, String head) {
    List<Integer> blocks = new ArrayList<>();
    for (int stage = 1; stage <= STAGES; stage++) {
      int count = 0;
      while (count < MOST_BLOCKS && checkpoint.has(block(stage, count) + ".conv1.weight")) {
        count++;
      }
      if (count == 0) {
        throw new ImportException(
            checkpoint.file(), block(stage, 0) + ".conv1.weight: missing, must be there");
      }
      blocks.add(count);
    }
    return new CifarResNet(
        first(checkpoint, "conv1.weight"),
        blocks,
        first(checkpoint, head + ".weight"),
        shortcut,
        head);
  }

  /** Convolutions and linear layers along the longest path, as in "ResNet-20". */
  int depth() {
    return 2 + 2 * blocks.stream().mapToInt(Integer::intValue).sum();
  }

  /** The graph with the weights of a checkpoint. */
  ImportedGraph load(Checkpoint checkpoint, Normalization normalization) {
    TorchGraph graph = new TorchGraph(IMAGE_SIZE, normalization);
    String x = graph.convolution("conv1", COLOURS, width, 3, 1, graph.images());
    x = graph.relu("relu1", graph.batchNorm("bn1", width, x));
    int in = width;
    for (int stage = 1; stage <= STAGES; stage++) {
      int out = width << (stage - 1);
      for (int i = 0; i < blocks.get(stage - 1); i++) {
        x = residual(graph, block(stage, i), in, out, x);
        in = out;
      }
    }
    graph.head(head, in, classes, x);
    Map<String, String> inferred = new LinkedHashMap<>();
    inferred.put("depth", Integer.toString(depth()));
    inferred.put("blocks", blocks.toString());
    inferred.put("width", Integer.toString(width));
    inferred.put("classes", Integer.toString(classes));
    inferred.put("image size", Integer.toString(IMAGE_SIZE));
    return new ImportedGraph(graph.load(checkpoint), inferred);
  }

  private String residual(TorchGraph graph, String name, int in, int out, String input) {
    int stride = in == out ? 1 : 2;
    String x = graph.convolution(name + ".conv1", in, out, 3, stride, input);
    x = graph.relu(name + ".relu1", graph.batchNorm(name + ".bn1", out, x));
    x = graph.convolution(name + ".conv2", out, out, 3, 1, x);
    x = graph.batchNorm(name + ".bn2", out, x);
    String passed = in == out ? input : shortcut(graph, name, in, out, input);
    return graph.relu(name + ".relu2", graph.add(name + ".add", x, passed));
  }

  private String shortcut(TorchGraph graph, String name, int in, int out, String input) {
    if (shortcut == Shortcut.PADDED) {
      return graph.layer(name + ".shortcut", new PaddedShortcut((out - in) / 2), input);
    }
    String x = graph.convolution(name + ".downsample.0", in, out, 1, 2, input);
    return graph.batchNorm(name + ".downsample.1", out, x);
  }

  private static String block(int stage, int index) {
    return "layer" + stage + "." + index;
  }

  private static int first(Checkpoint checkpoint, String name) {
    long[] shape = checkpoint.info(name).shape();
    if (shape.length == 0 || shape[0] < 1 || shape[0] > 1 << 16) {
      throw new ImportException(
          checkpoint.file(), name + ": got " + checkpoint.info(name) + ", must be a weight");
    }
    return (int) shape[0];
  }
}
