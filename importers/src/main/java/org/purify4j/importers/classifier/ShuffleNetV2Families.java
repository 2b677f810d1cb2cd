package org.purify4j.importers.classifier;

import java.util.List;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/**
 * The ShuffleNetV2 of three authors. chenyaofo's and torchvision's have the same tensors, and
 * differ in what comes before the stages: they are told apart by their number of classes.
 */
final class ShuffleNetV2Families {
  private static final String TORCH_HEAD = "fc";
  private static final List<Sign> TORCH_NAMES =
      List.of(
          Sign.shaped("conv1.0.weight", -1, 3, 3, 3),
          Sign.shaped("stage2.0.branch1.0.weight", -1, 1, 3, 3),
          Sign.has("stage4.0.branch2.6.weight"),
          Sign.has("conv5.1.weight"));

  static final ClassifierImporter KUANGLIU =
      new ClassifierFamily(
          "kuangliu-shufflenetv2",
          "CIFAR ShuffleNetV2 (kuangliu)",
          ImageNormalization.CIFAR10,
          32,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 3, 3),
              Sign.shaped("layer1.0.conv1.weight", -1, 1, 3, 3),
              Sign.has("layer1.0.conv5.weight"),
              Sign.shaped("layer3.1.conv2.weight", -1, 1, 3, 3),
              Sign.has("conv2.weight"),
              Sign.has("linear.weight")),
          shapes ->
              ShuffleNetV2.read(
                  shapes,
                  new ShuffleNetV2Layout(
                      ShuffleNetV2Layout.Stem.SMALL,
                      ConvolutionNames.numbered(1),
                      List.of("layer1", "layer2", "layer3"),
                      List.of(ConvolutionNames.numbered(1), ConvolutionNames.numbered(2)),
                      List.of(
                          ConvolutionNames.numbered(3),
                          ConvolutionNames.numbered(4),
                          ConvolutionNames.numbered(5)),
                      List.of(
                          ConvolutionNames.numbered(1),
                          ConvolutionNames.numbered(2),
                          ConvolutionNames.numbered(3)),
                      ConvolutionNames.numbered(2),
                      "linear")));

  static final ClassifierImporter CHENYAOFO =
      new ClassifierFamily(
              "chenyaofo-shufflenetv2",
              "CIFAR ShuffleNetV2 x0_5 to x2_0 (chenyaofo)",
              ImageNormalization.CIFAR10,
              32,
              ClassCountSign.ofCifar(TORCH_HEAD, TORCH_NAMES),
              shapes -> ShuffleNetV2.read(shapes, torch(ShuffleNetV2Layout.Stem.SMALL)))
          .withCifar100("fc");

  static final ClassifierImporter TORCHVISION =
      new ClassifierFamily(
          "torchvision-shufflenetv2",
          "ImageNet ShuffleNetV2 x0_5 to x2_0 (torchvision)",
          ImageNormalization.IMAGENET,
          224,
          ClassCountSign.ofImageNet(TORCH_HEAD, TORCH_NAMES),
          shapes -> ShuffleNetV2.read(shapes, torch(ShuffleNetV2Layout.Stem.LARGE)));

  private ShuffleNetV2Families() {}

  private static ShuffleNetV2Layout torch(ShuffleNetV2Layout.Stem stem) {
    List<ConvolutionNames> branch =
        List.of(
            ConvolutionNames.items("branch2", 0),
            ConvolutionNames.items("branch2", 3),
            ConvolutionNames.items("branch2", 5));
    return new ShuffleNetV2Layout(
        stem,
        ConvolutionNames.items("conv1", 0),
        List.of("stage2", "stage3", "stage4"),
        List.of(ConvolutionNames.items("branch1", 0), ConvolutionNames.items("branch1", 2)),
        branch,
        branch,
        ConvolutionNames.items("conv5", 0),
        TORCH_HEAD);
  }
}
