package org.purify4j.importers.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.FamilyImporter;

/** Families are told apart, and never guessed at. */
class RecognitionTest {
  /**
   * The tensors by which a MobileNetV2 of torchvision's names is known, and a head of 7 classes.
   */
  private static final List<String> SEVEN_CLASSES =
      List.of(
          "features.0.0.weight:[1, 3, 3, 3]",
          "features.1.conv.0.0.weight:[1, 1, 3, 3]",
          "features.18.1.weight:[1]",
          "classifier.1.weight:[7, 1]");

  @TempDir Path folder;

  @Test
  void eachGoldenIsOfOneFamily() {
    for (ClassifierGoldens.Golden golden : ClassifierGoldens.all()) {
      try (Checkpoint checkpoint = Checkpoint.open(golden.checkpoint())) {
        List<String> fitting =
            Importers.families().stream()
                .filter(importer -> importer.recognise(checkpoint).fits())
                .map(FamilyImporter::family)
                .toList();
        assertEquals(1, fitting.size(), () -> golden + ": " + fitting);
      }
    }
  }

  @Test
  void everyFamilyHasAGoldenFile() {
    Set<String> imported = new TreeSet<>();
    for (ClassifierGoldens.Golden golden : ClassifierGoldens.all()) {
      if (golden.checkpoint().startsWith(Goldens.folder())) {
        try (Checkpoint checkpoint = Checkpoint.open(golden.checkpoint())) {
          imported.add(Importers.recognise(checkpoint, ImportOptions.none()).match().family());
        }
      }
    }
    assertEquals(
        ClassifierImporters.all().stream()
            .map(ClassifierImporter::family)
            .collect(Collectors.toCollection(TreeSet::new)),
        imported);
  }

  @Test
  void stridesAreNotGuessedFromAnOddNumberOfClasses() throws IOException {
    ImportException e = refused(write(SEVEN_CLASSES), ImportOptions.none());
    assertTrue(
        e.getMessage()
            .contains(
                "odd.safetensors: no known family: not chenyaofo-mobilenetv2, which has the 10 or"
                    + " 100 classes of CIFAR in classifier.1; not torchvision-mobilenetv2, which"
                    + " has the 1000 classes of ImageNet in classifier.1; not "),
        e.getMessage());
  }

  @Test
  void theUserMayNameTheFamily() {
    Path file = ClassifierGoldens.own("chenyaofo-mobilenetv2").checkpoint();
    ImportOptions size = ImportOptions.none().withImageSize(16);
    var images = Nd4j.ones(1, 3, 16, 16);
    var chenyaofo = Importers.importClassifier(file, size).graph().outputSingle(images);
    var torchvision =
        Importers.importClassifier(file, size.withFamily("torchvision-mobilenetv2"))
            .graph()
            .outputSingle(images);
    assertNotEquals(chenyaofo, torchvision);
  }

  @Test
  void tensorsThatDoNotFitAreListed() {
    Path file = ClassifierGoldens.own("kuangliu-shufflenetv2").checkpoint();
    ImportException e = refused(file, ImportOptions.none().withFamily("torchvision-resnet"));
    assertEquals(
        file + ": layer4.0.conv1.weight: no tensor of this name is in the file," + " must be there",
        e.getMessage());
  }

  @Test
  void imagesAreLargeEnoughForTheArchitecture() {
    Path file = ClassifierGoldens.own("timm-inception-resnet-v2").checkpoint();
    ImportException e = refused(file, ImportOptions.none().withImageSize(74));
    assertEquals(file + ": image size: got 74, must be at least 75", e.getMessage());
  }

  @Test
  void onlyTheUnusedBlockOfWideResNetsMayBeThere() {
    Path file = ClassifierGoldens.own("robustbench-wideresnet-unused-block").checkpoint();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertTrue(checkpoint.names().stream().anyMatch(name -> name.startsWith("sub_block1.")));
      assertEquals("10", WideResNet.FAMILY.build(checkpoint).inferred().get("depth"));
    }
  }

  private static ImportException refused(Path file, ImportOptions options) {
    return assertThrows(ImportException.class, () -> Importers.importClassifier(file, options));
  }

  /** A safetensors file of zeros. */
  private Path write(List<String> tensors) throws IOException {
    List<String> entries = new ArrayList<>();
    int offset = 0;
    for (String tensor : tensors) {
      String[] parts = tensor.split(":");
      int end = offset + 4;
      for (String size : parts[1].replaceAll("[\\[\\] ]", "").split(",")) {
        end = offset + (end - offset) * Integer.parseInt(size);
      }
      entries.add(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(parts[0], parts[1], offset, end));
      offset = end;
    }
    byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + offset);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    return Files.write(folder.resolve("odd.safetensors"), bytes.array());
  }
}
