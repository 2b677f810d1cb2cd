package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.purify4j.importers.classifier.ClassifierImporters;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.unet.UNetImporters;

/** The lists of families, and the tables of docs/importers.md, which tell them. */
class DocumentedFamiliesTest {
  private static final Path PAGE = Path.of("../docs/importers.md");

  @Test
  void diffusionNetworks() throws IOException {
    assertEquals(
        UNetImporters.all().stream().map(DocumentedFamiliesTest::cells).toList(),
        rows("## Diffusion networks", 2));
  }

  @Test
  void classifiers() throws IOException {
    assertEquals(
        ClassifierImporters.all().stream()
            .map(
                family ->
                    cells(family)
                        + " | "
                        + family.defaultNormalization()
                        + " | "
                        + family.defaultImageSize())
            .toList(),
        rows("## Classifiers", 4));
  }

  @Test
  void namesAreUnique() {
    List<String> names = Importers.families().stream().map(FamilyImporter::family).toList();
    assertEquals(names.size(), new HashSet<>(names).size(), names.toString());
  }

  private static String cells(FamilyImporter family) {
    return "`" + family.family() + "` | " + family.description();
  }

  /** The first cells of the rows of a section's table, without its head. */
  private static List<String> rows(String section, int cells) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(section))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| `"))
        .map(line -> List.of(line.substring(2).split(" \\|( |$)", -1)).subList(0, cells))
        .map(row -> String.join(" | ", row))
        .toList();
  }
}
