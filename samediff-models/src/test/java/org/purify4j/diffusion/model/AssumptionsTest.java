package org.purify4j.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssumptionsTest {
  @Test
  void namesWhatWasAssumedByWhoseValuesTheyAre() {
    Map<String, Fact> facts = new LinkedHashMap<>();
    facts.put("num_heads", Fact.assumed(4, "EDM"));
    facts.put("dim", Fact.inferred(8));
    facts.put("noise_schedule", Fact.assumed("cosine", "DDPM"));
    facts.put("precond", Fact.assumed("edm", "EDM"));
    facts.put("variance", Fact.given("fixed_small", "option"));
    facts.put("image_size", Fact.assumed(32, "EDM"));
    assertEquals(
        Optional.of(
            "assumed as EDM: num_heads 4, precond edm; assumed as DDPM: noise_schedule cosine"),
        Assumptions.of(facts));
  }

  @Test
  void saysNothingOfWhatIsKnown() {
    assertEquals(
        Optional.empty(),
        Assumptions.of(Map.of("image size", Fact.assumed(32, "all"), "dim", Fact.inferred(8))));
  }
}
