package org.purify4j.importers.classifier;

import java.util.List;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.Recognition;
import org.purify4j.importers.family.Sign;
import org.purify4j.importers.layer.Normalization;

/**
 * The CIFAR ResNets of chenyaofo's pytorch-cifar-models: projected shortcuts ({@code downsample}),
 * {@code fc}.
 */
public final class ChenyaofoResNetImporter implements ClassifierImporter {
  private static final List<Sign> SIGNS =
      List.of(
          Sign.shaped("conv1.weight", -1, 3, 3, 3),
          Sign.has("fc.weight"),
          Sign.has("layer1.0.conv1.weight"),
          Sign.has("layer2.0.downsample.0.weight"),
          Sign.has("layer3.0.conv2.weight"),
          Sign.lacks("layer4."),
          Sign.lacks("conv3"));

  @Override
  public String family() {
    return "chenyaofo-resnet";
  }

  @Override
  public String description() {
    return "CIFAR ResNet 20 to 56 with projected shortcuts (chenyaofo)";
  }

  @Override
  public Normalization defaultNormalization() {
    return Normalization.CIFAR10;
  }

  @Override
  public Recognition recognise(Checkpoint checkpoint) {
    return Recognition.of(checkpoint, SIGNS);
  }

  @Override
  public ImportedGraph build(Checkpoint checkpoint, Normalization normalization) {
    return CifarResNet.infer(checkpoint, CifarResNet.Shortcut.PROJECTED, "fc")
        .load(checkpoint, normalization);
  }
}
