package org.purify4j.cli.command.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.CommandRun;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Processor;

class DiagnosisTest {
  private static final Processor PROCESSOR = new Processor("a processor", List.of("avx2", "fma"));

  @TempDir Path dir;

  @Test
  void aGpuThatCudaHasNoCodeForIsNamedBeforeAnythingIsLoaded() {
    List<Gpu> gpus = Gpu.parse(List.of("NVIDIA H200, 9.0", "no gpu here"));
    assertEquals(List.of(new Gpu("NVIDIA H200", 9.0)), gpus);
    List<String> advice = new ArrayList<>();
    assertFalse(Diagnosis.usable(BackendOnPath.CUDA, gpus, PROCESSOR, advice));
    assertTrue(advice.get(0).contains("cannot run on NVIDIA H200"), advice.toString());
    assertTrue(advice.get(0).contains("9.0"), advice.toString());
  }

  @Test
  void olderGpusAndProcessorsWithAvx2AreUsable() {
    List<String> advice = new ArrayList<>();
    List<Gpu> ada = List.of(new Gpu("NVIDIA L4", 8.9));
    assertTrue(Diagnosis.usable(BackendOnPath.CUDA, ada, PROCESSOR, advice));
    assertTrue(Diagnosis.usable(BackendOnPath.CPU, List.of(), PROCESSOR, advice));
    assertEquals(List.of(), advice);
    assertFalse(Diagnosis.usable(BackendOnPath.CUDA, List.of(), PROCESSOR, advice));
    assertFalse(Diagnosis.usable(BackendOnPath.NONE, ada, PROCESSOR, advice));
  }

  @Test
  void doctorFindsTheBackendOfTheseTests() throws IOException {
    Path file = dir.resolve("doctor.json");
    CommandRun run = CommandRun.of("doctor", "--json", file).expect(0);
    assertTrue(run.out().contains("native library"), run.out());
    JsonNode json = JsonFile.JSON.readTree(file.toFile());
    assertTrue(json.get("usable").asBoolean());
    assertEquals("nd4j-native", json.at("/findings/backend").asText());
    assertTrue(json.at("/findings/native library").asText().startsWith("CpuBackend"));
  }
}
