package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.unet.UNet;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.Checkpoint;

/** The list of families of U-Nets, beside what archives can hold and what the tests import. */
class UNetFamiliesTest {
  private static final Set<String> FAMILIES =
      UNetImporters.all().stream()
          .map(UNetImporter::family)
          .collect(Collectors.toCollection(TreeSet::new));

  @Test
  void areThoseThatArchivesName() {
    Set<String> archived =
        Arrays.stream(UNet.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(FAMILIES, archived);
  }

  @Test
  void areAllImportedByATest() {
    Set<String> imported = new TreeSet<>();
    for (Golden golden : Golden.in(DiffusionGoldenTest.OWN)) {
      try (Checkpoint checkpoint = Checkpoint.open(golden.checkpoint())) {
        imported.add(Importers.recognise(checkpoint, ImportOptions.none()).match().family());
      }
    }
    for (PublishedNetworks published : PublishedNetworks.values()) {
      imported.add(new ObjectMapper().valueToTree(published.network()).get("family").asText());
    }
    assertEquals(FAMILIES, imported);
  }
}
