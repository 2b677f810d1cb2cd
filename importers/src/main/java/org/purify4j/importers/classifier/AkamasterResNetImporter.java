package org.purify4j.importers.classifier;

import java.util.List;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.Recognition;
import org.purify4j.importers.family.Sign;
import org.purify4j.importers.layer.Normalization;

/**
 * The CIFAR ResNets of akamaster's pytorch_resnet_cifar10: shortcuts without parameters, {@code
 * linear}, trained with ImageNet's mean and deviation.
 */
public final class AkamasterResNetImporter implements ClassifierImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped("conv1.weight", -1, 3, 3, 3),
          Sign.has("linear.weight"),
          Sign.has("layer1.0.conv1.weight"),
          Sign.has("layer3.0.conv2.weight"),
          Sign.lacks("layer4."),
          Sign.lacks("conv3"),
          Sign.lacks("shortcut."),
          Sign.lacks("downsample."));

  @Override
  public String family() {
    return "akamaster-resnet";
  }

  @Override
  public String description() {
    return "CIFAR ResNet 20 to 1202 with padded shortcuts (akamaster)";
  }

  @Override
  public Normalization defaultNormalization() {
    return Normalization.IMAGENET;
  }

  @Override
  public Recognition recognise(Checkpoint checkpoint) {
    return Recognition.of(checkpoint, SIGNS);
  }

  @Override
  public ImportedGraph build(Checkpoint checkpoint, Normalization normalization) {
    return CifarResNet.infer(checkpoint, CifarResNet.Shortcut.PADDED, "linear")
        .load(checkpoint, normalization);
  }
}
