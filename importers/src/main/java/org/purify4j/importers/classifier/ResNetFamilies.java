package org.purify4j.importers.classifier;

import java.util.List;
import org.purify4j.importers.family.Sign;
import org.purify4j.layers.ImageNormalization;

/** The residual networks of four authors. */
final class ResNetFamilies {
  private static final String KUANGLIU_SHORTCUT = "shortcut";
  private static final String TORCHVISION_SHORTCUT = "downsample";

  static final ClassifierImporter AKAMASTER =
      new ClassifierFamily(
          "akamaster-resnet",
          "CIFAR ResNet 20 to 1202 with padded shortcuts (akamaster)",
          ImageNormalization.IMAGENET,
          32,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 3, 3),
              Sign.has("linear.weight"),
              Sign.has("layer1.0.conv1.weight"),
              Sign.has("layer3.0.conv2.weight"),
              Sign.lacks("layer4."),
              Sign.lacks("conv3"),
              Sign.lacks("shortcut."),
              Sign.lacks("downsample.")),
          shapes ->
              ResNet.read(
                  shapes,
                  new ResNetLayout(
                      ResNetLayout.Stem.SMALL, 3, new ResNetLayout.Shortcut.Padded(), "linear")));

  static final ClassifierImporter CHENYAOFO =
      new ClassifierFamily(
              "chenyaofo-resnet",
              "CIFAR ResNet 20 to 56 with projected shortcuts (chenyaofo)",
              ImageNormalization.CIFAR10,
              32,
              List.of(
                  Sign.shaped("conv1.weight", -1, 3, 3, 3),
                  Sign.has("fc.weight"),
                  Sign.has("layer1.0.conv1.weight"),
                  Sign.has("layer2.0.downsample.0.weight"),
                  Sign.has("layer3.0.conv2.weight"),
                  Sign.lacks("layer4."),
                  Sign.lacks("conv3")),
              shapes ->
                  ResNet.read(
                      shapes,
                      new ResNetLayout(
                          ResNetLayout.Stem.SMALL,
                          3,
                          new ResNetLayout.Shortcut.Projected(TORCHVISION_SHORTCUT),
                          "fc")))
          .withCifar100("fc");

  static final ClassifierImporter KUANGLIU =
      new ClassifierFamily(
          "kuangliu-resnet",
          "CIFAR ResNet 18 to 152 (kuangliu)",
          ImageNormalization.CIFAR10,
          32,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 3, 3),
              Sign.shaped("bn1.weight", -1),
              Sign.has("linear.weight"),
              Sign.has("layer2.0.shortcut.0.weight"),
              Sign.has("layer2.0.shortcut.1.weight"),
              Sign.has("layer4.0.conv2.weight"),
              Sign.lacks("downsample."),
              Sign.lacks("layer5.")),
          shapes ->
              ResNet.read(
                  shapes,
                  new ResNetLayout(
                      ResNetLayout.Stem.SMALL,
                      4,
                      new ResNetLayout.Shortcut.Projected(KUANGLIU_SHORTCUT),
                      "linear")));

  static final ClassifierImporter TORCHVISION =
      new ClassifierFamily(
          "torchvision-resnet",
          "ImageNet ResNet 18 to 152, wide ones included (torchvision)",
          ImageNormalization.IMAGENET,
          224,
          List.of(
              Sign.shaped("conv1.weight", -1, 3, 7, 7),
              Sign.has("fc.weight"),
              Sign.has("layer2.0.downsample.0.weight"),
              Sign.has("layer4.0.conv2.weight"),
              Sign.lacks("layer5.")),
          shapes ->
              ResNet.read(
                  shapes,
                  new ResNetLayout(
                      ResNetLayout.Stem.LARGE,
                      4,
                      new ResNetLayout.Shortcut.Projected(TORCHVISION_SHORTCUT),
                      "fc")));

  private ResNetFamilies() {}
}
