package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.purify4j.importers.checkpoint.Averages;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.classifier.ClassifierImporter;
import org.purify4j.importers.family.FamilyImporter;
import org.purify4j.importers.unet.UNetImporter;

/**
 * Inputs made after reports of users, in the shared folder, and what must come of each: {@code
 * cases.csv} has a line for every one. Skipped where the folder is absent.
 */
class SharedCasesTest {
  private static final String CASES = "cases/import";
  private static final String WEIGHTS =
      "golden/diffusers-unet2d/diffusion_pytorch_model.safetensors";
  private static final Set<String> NO_CHECKPOINTS =
      Set.of(".json", ".npz", ".npy", ".bin", "test_batch", "leftovers", "pics");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvFileSource(resources = "/cases.csv", delimiter = '|', numLinesToSkip = 1)
  void isReadOrRefused(String name, String options, String outcome) throws IOException {
    String said = answer(prepared(name), options(options == null ? "" : options));
    assertEquals(1, said.lines().count());
    assertTrue(said.contains(outcome), () -> name + ": " + said);
  }

  @Test
  void everyCheckpointHasALine() throws IOException {
    Set<String> there;
    try (Stream<Path> files = Files.list(Shared.path(CASES))) {
      there =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> NO_CHECKPOINTS.stream().noneMatch(file::endsWith))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> listed = new TreeSet<>();
    try (var lines = SharedCasesTest.class.getResourceAsStream("/cases.csv")) {
      String text = new String(lines.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      text.lines().skip(1).forEach(line -> listed.add(line.substring(0, line.indexOf('|'))));
    }
    there.removeAll(listed);
    assertEquals(Set.of(), there);
  }

  /** The folders of diffusers hold configurations alone; their weights lie elsewhere. */
  private Path prepared(String name) throws IOException {
    Path given = Shared.path(CASES).resolve(name);
    if (!Files.isDirectory(given)) {
      return given;
    }
    Path weights = Shared.path(WEIGHTS);
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(given)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    List<String> names =
        switch (name) {
          case "df-fp16" -> List.of(".fp16");
          case "df-nonema" -> List.of("", ".non_ema");
          default -> List.of("");
        };
    for (String variant : names) {
      Path link = copy.resolve("diffusion_pytorch_model" + variant + ".safetensors");
      Files.copy(weights, link);
    }
    return copy;
  }

  private static ImportOptions options(String text) {
    return switch (text) {
      case "" -> ImportOptions.none();
      case "ema off" -> ImportOptions.none().withAverages(Averages.IGNORED);
      default -> ImportOptions.none().withFamily(text);
    };
  }

  /** What an import says: its error, or family, weights and facts; of U-Nets the facts first. */
  private static String answer(Path file, ImportOptions options) {
    StringBuilder said = new StringBuilder();
    try (Checkpoint checkpoint = Checkpoint.open(file, options.averages())) {
      RecognisedCheckpoint<FamilyImporter> recognised = Importers.recognise(checkpoint, options);
      said.append(describe(Importers.inspect(recognised)));
      var unet = recognised.as(UNetImporter.class);
      if (unet.isPresent()) {
        Importers.importDiffusion(unet.get()).model().close();
      } else {
        Importers.importClassifier(recognised.as(ClassifierImporter.class).orElseThrow());
      }
      return "read as " + said;
    } catch (ImportException e) {
      return said.append(e.getMessage()).toString();
    }
  }

  private static String describe(ImportReport report) {
    return report.origin().family()
        + " from "
        + report.origin().file()
        + "; "
        + report.origin().selection()
        + "; "
        + report.facts();
  }
}
