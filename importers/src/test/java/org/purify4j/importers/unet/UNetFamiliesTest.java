package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.unet.UNet;
import org.purify4j.importers.Goldens;
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
    ObjectMapper json = new ObjectMapper();
    DeserializationConfig config = json.getDeserializationConfig();
    Set<String> archived =
        json
            .getSubtypeResolver()
            .collectAndResolveSubtypesByTypeId(
                config,
                AnnotatedClassResolver.resolve(config, json.constructType(UNet.class), config))
            .stream()
            .filter(NamedType::hasName)
            .map(NamedType::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(FAMILIES, archived);
  }

  @Test
  void haveAGoldenFileEach() {
    Set<String> imported = new TreeSet<>();
    for (Golden golden : Golden.in(Goldens.folder())) {
      try (Checkpoint checkpoint = Checkpoint.open(golden.checkpoint())) {
        imported.add(Importers.recognise(checkpoint, ImportOptions.none()).match().family());
      }
    }
    assertEquals(FAMILIES, imported);
  }
}
