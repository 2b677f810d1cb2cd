package org.purify4j.importers.classifier;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/**
 * The MobileNetV2 of three authors. chenyaofo's and torchvision's have the same tensors, and differ
 * in their strides: they are told apart by their number of classes.
 */
final class MobileNetV2Families {
  private static final List<Sign> TORCH_NAMES =
      List.of(
          Sign.shaped("features.0.0.weight", -1, 3, 3, 3),
          Sign.shaped("features.1.conv.0.0.weight", -1, 1, 3, 3),
          Sign.has("features.18.1.weight"),
          Sign.lacks("features.19."));

  static final ClassifierImporter KUANGLIU =
      new ClassifierFamily(
          "kuangliu-mobilenetv2",
          "CIFAR MobileNetV2 (kuangliu)",
          ImageNormalization.CIFAR10,
          32,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 3, 3),
              Sign.shaped("layers.0.conv2.weight", -1, 1, 3, 3),
              Sign.has("layers.16.shortcut.0.weight"),
              Sign.lacks("layers.17."),
              Sign.has("linear.weight")),
          shapes ->
              MobileNetV2.read(
                  shapes,
                  new MobileNetV2Layout(
                      ConvolutionNames.numbered(1),
                      1,
                      "layers",
                      0,
                      List.of(1, 1, 2, 2, 1, 2, 1),
                      List.of(
                          ConvolutionNames.numbered(1),
                          ConvolutionNames.numbered(2),
                          ConvolutionNames.numbered(3)),
                      List.of(),
                      Optional.of(ConvolutionNames.items("shortcut", 0)),
                      ConvolutionNames.numbered(2),
                      "linear",
                      Activation.RELU)));

  static final ClassifierImporter CHENYAOFO =
      new ClassifierFamily(
              "chenyaofo-mobilenetv2",
              "CIFAR MobileNetV2 x0_5 to x1_4 (chenyaofo)",
              ImageNormalization.CIFAR10,
              32,
              ClassCountSign.ofCifar("classifier.1", TORCH_NAMES),
              shapes -> MobileNetV2.read(shapes, torch(1, List.of(1, 1, 2, 2, 1, 2, 1))))
          .withCifar100("classifier.1");

  static final ClassifierImporter TORCHVISION =
      new ClassifierFamily(
          "torchvision-mobilenetv2",
          "ImageNet MobileNetV2 (torchvision)",
          ImageNormalization.IMAGENET,
          224,
          ClassCountSign.ofImageNet("classifier.1", TORCH_NAMES),
          shapes -> MobileNetV2.read(shapes, torch(2, List.of(1, 2, 2, 2, 1, 2, 1))));

  private MobileNetV2Families() {}

  private static MobileNetV2Layout torch(int stemStride, List<Integer> strides) {
    return new MobileNetV2Layout(
        ConvolutionNames.items("features.0", 0),
        stemStride,
        "features",
        1,
        strides,
        List.of(
            ConvolutionNames.items("conv.0", 0),
            ConvolutionNames.items("conv.1", 0),
            ConvolutionNames.items("conv", 2)),
        List.of(ConvolutionNames.items("conv.0", 0), ConvolutionNames.items("conv", 1)),
        Optional.empty(),
        ConvolutionNames.items("features.18", 0),
        "classifier.1",
        Activation.RELU6);
  }
}
