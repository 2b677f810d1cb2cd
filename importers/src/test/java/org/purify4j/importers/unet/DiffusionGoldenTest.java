package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportedDiffusion;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Shared;

/**
 * Every diffusion network of the golden folder, and of the shared one if it is there, against the
 * answers of its authors' class, its family recognised; a new file needs no code.
 */
class DiffusionGoldenTest {
  static Stream<Golden> goldens() {
    Path shared = Shared.folder().resolve("golden");
    return Stream.of(Goldens.folder(), shared)
        .filter(Files::isDirectory)
        .flatMap(folder -> Golden.in(folder).stream());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void outputAndGradient(Golden golden, @TempDir Path folder) throws IOException {
    ImportedDiffusion imported =
        Importers.importDiffusion(golden.checkpoint(), ImportOptions.none());
    Path archive = folder.resolve("model.zip");
    try (DiffusionModel model = imported.model()) {
      golden.verify(model);
      model.save(archive);
      try (DiffusionModel restored = DiffusionModel.load(archive)) {
        assertEquals(model.description(), restored.description());
        assertEquals(model.weights().keySet(), restored.weights().keySet());
      }
    }
  }

  /** The goldens say how many parameters there are, buffers left out. */
  @ParameterizedTest
  @MethodSource("goldens")
  void parameterCount(Golden golden) throws IOException {
    Path json = Path.of(golden.answers().toString().replace(".npz", ".json"));
    JsonNode expected =
        Files.exists(json)
            ? new ObjectMapper().readTree(json.toFile()).path("parameters")
            : MissingNode.getInstance();
    if (expected.isNumber()) {
      ImportedDiffusion imported =
          Importers.importDiffusion(golden.checkpoint(), ImportOptions.none());
      try (DiffusionModel model = imported.model()) {
        long buffers =
            model.weights().containsKey("sigmas") ? model.weights().get("sigmas").length() : 0;
        assertEquals(expected.asLong(), imported.report().parameters() - buffers);
      }
    }
  }
}
