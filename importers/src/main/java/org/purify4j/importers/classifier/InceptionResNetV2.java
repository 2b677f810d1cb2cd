package org.purify4j.importers.classifier;

import static org.purify4j.importers.classifier.Conv2d.pointwise;
import static org.purify4j.importers.classifier.Conv2d.rectangle;
import static org.purify4j.importers.classifier.Conv2d.square;

import java.util.List;
import java.util.Map;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/**
 * Inception-ResNet-v2 (Szegedy et al. 2017) as TensorFlow published it, from which timm's and
 * Cadene's were converted.
 *
 * @param head name of the linear layer
 * @param width channels of the first convolution, 32 in the published network; all other widths are
 *     in proportion
 * @param classes number of classes
 * @param repeats blocks of each of the three residual stages
 */
record InceptionResNetV2(String head, int width, int classes, List<Integer> repeats)
    implements TorchNetwork {
  static final ClassifierImporter TIMM =
      family("timm-inception-resnet-v2", "Inception-ResNet-v2 (timm)", "classif");
  static final ClassifierImporter CADENE =
      family("cadene-inception-resnet-v2", "Inception-ResNet-v2 (Cadene)", "last_linear");

  private static final int FEATURES = 1536;
  private static final int CLASSES_WITH_BACKGROUND = 1001;
  private static final int A = 320;
  private static final int B = 1088;
  private static final int C = 2080;

  private static ClassifierImporter family(String name, String description, String head) {
    return new ClassifierFamily(
        name,
        description,
        ImageNormalization.INCEPTION,
        299,
        List.of(
            Sign.has("conv2d_1a.conv.weight"),
            Sign.has("mixed_5b.branch0.conv.weight"),
            Sign.has("repeat_2.0.conv2d.bias"),
            Sign.has("conv2d_7b.bn.weight"),
            Sign.has(head + ".weight")),
        shapes -> read(shapes, head));
  }

  private static InceptionResNetV2 read(ModuleShapes shapes, String head) {
    return new InceptionResNetV2(
        head,
        shapes.out("conv2d_1a.conv"),
        shapes.out(head),
        List.of(
            shapes.count(i -> "repeat." + i + ".conv2d"),
            shapes.count(i -> "repeat_1." + i + ".conv2d"),
            shapes.count(i -> "repeat_2." + i + ".conv2d")));
  }

  @Override
  public Map<String, String> inferred() {
    String note = classes == CLASSES_WITH_BACKGROUND ? ", of which class 0 is the background" : "";
    return new Inferred()
        .with("width", width)
        .with("blocks", repeats)
        .with("classes", classes + note)
        .values();
  }

  @Override
  public double epsilon() {
    return 1e-3;
  }

  @Override
  public int smallestImage() {
    return 75;
  }

  @Override
  public void addTo(TorchGraph graph) {
    InceptionBlocks blocks = new InceptionBlocks(graph, width);
    String x = mixed5b(graph, blocks, stem(graph, blocks));
    for (int i = 0; i < repeats.get(0); i++) {
      x = graph.relu(block35(blocks, "repeat." + i, x));
    }
    x = mixed6a(graph, blocks, x);
    for (int i = 0; i < repeats.get(1); i++) {
      x = graph.relu(block17(blocks, "repeat_1." + i, x));
    }
    x = mixed7a(graph, blocks, x);
    for (int i = 0; i < repeats.get(2); i++) {
      x = graph.relu(block8(blocks, "repeat_2." + i, 0.2, x));
    }
    x = block8(blocks, "block8", 1, x);
    x = blocks.unit("conv2d_7b", pointwise(C, FEATURES), x);
    graph.head(head, blocks.channels(FEATURES), classes, x);
  }

  private static String stem(TorchGraph graph, InceptionBlocks blocks) {
    String x = blocks.unit("conv2d_1a", square(3, 32, 3, 2).unpadded(), graph.images());
    x = blocks.unit("conv2d_2a", square(32, 32, 3, 1).unpadded(), x);
    x = blocks.unit("conv2d_2b", square(32, 64, 3, 1), x);
    x = graph.maximum("maxpool_3a", 0, x);
    x = blocks.unit("conv2d_3b", pointwise(64, 80), x);
    x = blocks.unit("conv2d_4a", square(80, 192, 3, 1).unpadded(), x);
    return graph.maximum("maxpool_5a", 0, x);
  }

  private static String mixed5b(TorchGraph graph, InceptionBlocks blocks, String x) {
    String[] branches =
        blocks.branches(
            "mixed_5b",
            List.of(
                List.of(pointwise(192, 96)),
                List.of(pointwise(192, 48), square(48, 64, 5, 1)),
                List.of(pointwise(192, 64), square(64, 96, 3, 1), square(96, 96, 3, 1))),
            x);
    String average = graph.average("mixed_5b.branch3.0", x);
    String pooled = blocks.branch("mixed_5b.branch3", 1, List.of(pointwise(192, 64)), average);
    return graph.concatenate("mixed_5b", branches[0], branches[1], branches[2], pooled);
  }

  private static String block35(InceptionBlocks blocks, String name, String x) {
    return blocks.residual(
        name,
        0.17,
        A,
        List.of(
            List.of(pointwise(A, 32)),
            List.of(pointwise(A, 32), square(32, 32, 3, 1)),
            List.of(pointwise(A, 32), square(32, 48, 3, 1), square(48, 64, 3, 1))),
        x);
  }

  private static String mixed6a(TorchGraph graph, InceptionBlocks blocks, String x) {
    String[] branches =
        blocks.branches(
            "mixed_6a",
            List.of(
                List.of(square(A, 384, 3, 2).unpadded()),
                List.of(
                    pointwise(A, 256), square(256, 256, 3, 1), square(256, 384, 3, 2).unpadded())),
            x);
    String maximum = graph.maximum("mixed_6a.branch2", 0, x);
    return graph.concatenate("mixed_6a", branches[0], branches[1], maximum);
  }

  private static String block17(InceptionBlocks blocks, String name, String x) {
    return blocks.residual(
        name,
        0.1,
        B,
        List.of(
            List.of(pointwise(B, 192)),
            List.of(pointwise(B, 128), rectangle(128, 160, 1, 7), rectangle(160, 192, 7, 1))),
        x);
  }

  private static String mixed7a(TorchGraph graph, InceptionBlocks blocks, String x) {
    String[] branches =
        blocks.branches(
            "mixed_7a",
            List.of(
                List.of(pointwise(B, 256), square(256, 384, 3, 2).unpadded()),
                List.of(pointwise(B, 256), square(256, 288, 3, 2).unpadded()),
                List.of(
                    pointwise(B, 256), square(256, 288, 3, 1), square(288, 320, 3, 2).unpadded())),
            x);
    String maximum = graph.maximum("mixed_7a.branch3", 0, x);
    return graph.concatenate("mixed_7a", branches[0], branches[1], branches[2], maximum);
  }

  private static String block8(InceptionBlocks blocks, String name, double scale, String x) {
    return blocks.residual(
        name,
        scale,
        C,
        List.of(
            List.of(pointwise(C, 192)),
            List.of(pointwise(C, 192), rectangle(192, 224, 1, 3), rectangle(224, 256, 3, 1))),
        x);
  }
}
