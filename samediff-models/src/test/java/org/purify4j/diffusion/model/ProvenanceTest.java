package org.purify4j.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written of a model's provenance, and what is read of it in either form. */
class ProvenanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As archives had it before facts had types; the notes are of real imports and trainings. */
  private static final String UNVERSIONED =
      """
      {"source": "unet.pt", "sha256": "56fe", "program": "Purify4J 0.1.0", "notes": {
        "attention_head_dim": "none, one head (config config.json)",
        "channel_mult": "[1, 2, 2, 2] (inferred)",
        "container": "PyTorch zip",
        "diffusion_steps": "4000 (config unet (1).json)",
        "family": "adm",
        "noise_schedule": "linear (option)",
        "rescale_timesteps": "true (assumed, as improved-diffusion's CIFAR-10 network)",
        "trained on": "10 of 3x32x32 (a folder)",
        "weights": "entry ema (inferred)"}}
      """;

  @Test
  void untypedNotesBecomeFacts() throws IOException {
    Provenance read = JSON.readValue(UNVERSIONED, Provenance.class);
    assertEquals(
        Map.of(
            "attention_head_dim",
            new Fact(Grounds.GIVEN, "none, one head", "config config.json"),
            "channel_mult",
            new Fact(Grounds.INFERRED, "[1, 2, 2, 2]", "tensors"),
            "diffusion_steps",
            new Fact(Grounds.GIVEN, "4000", "config unet (1).json"),
            "noise_schedule",
            new Fact(Grounds.GIVEN, "linear", "option"),
            "rescale_timesteps",
            new Fact(Grounds.ASSUMED, "true", "improved-diffusion's CIFAR-10 network")),
        read.facts());
    assertEquals(
        Map.of(
            "container",
            "PyTorch zip",
            "family",
            "adm",
            "trained on",
            "10 of 3x32x32 (a folder)",
            "weights",
            "entry ema (inferred)"),
        read.notes());
  }

  @Test
  void noUntypedNoteIsLost() throws IOException {
    Provenance read = JSON.readValue(UNVERSIONED, Provenance.class);
    Map<String, String> texts = new TreeMap<>(read.notes());
    read.facts().forEach((name, fact) -> texts.put(name, fact.toString()));
    JsonNode notes = JSON.readTree(UNVERSIONED).get("notes");
    assertEquals(JSON.convertValue(notes, TreeMap.class), texts);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Provenance read = JSON.readValue(UNVERSIONED, Provenance.class);
    JsonNode written = JSON.valueToTree(read);
    assertEquals(
        "{\"grounds\":\"GIVEN\",\"value\":\"linear\",\"source\":\"option\"}",
        written.at("/facts/noise_schedule").toString());
    assertEquals(2, written.get("version").asInt());
    assertEquals(read, JSON.treeToValue(written, Provenance.class));
  }

  @Test
  void unknownVersionIsRefusedInOneLine() {
    byte[] newer =
        UNVERSIONED.replaceFirst("\\{", "{\"version\": 3, ").getBytes(StandardCharsets.UTF_8);
    JsonMappingException e =
        assertThrows(JsonMappingException.class, () -> JSON.readValue(newer, Provenance.class));
    assertEquals(
        "version: got 3, must be 2 (written by a newer Purify4J?)", e.getOriginalMessage());
  }
}
