package org.purify4j.importers.classifier;

import java.util.List;

/**
 * The families of classifiers that can be imported; a new one is one constant and one line here.
 */
public final class ClassifierImporters {
  private static final List<ClassifierImporter> ALL =
      List.of(
          ResNetFamilies.AKAMASTER,
          ResNetFamilies.CHENYAOFO,
          ResNetFamilies.KUANGLIU,
          ResNetFamilies.TORCHVISION,
          MobileNetV2Families.KUANGLIU,
          MobileNetV2Families.CHENYAOFO,
          MobileNetV2Families.TORCHVISION,
          ShuffleNetV2Families.KUANGLIU,
          ShuffleNetV2Families.CHENYAOFO,
          ShuffleNetV2Families.TORCHVISION,
          WideResNet.FAMILY,
          InceptionResNetV2.TIMM,
          InceptionResNetV2.CADENE);

  private ClassifierImporters() {}

  /** Every family. */
  public static List<ClassifierImporter> all() {
    return ALL;
  }
}
