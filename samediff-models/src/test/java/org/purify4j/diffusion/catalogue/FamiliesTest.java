package org.purify4j.diffusion.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.Squeeze;
import org.purify4j.diffusion.guidance.Squeezes;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.schedule.NoiseLevel;

/** What holds for every member of every list. */
class FamiliesTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  static List<Family<?>> families() {
    return Family.all();
  }

  @ParameterizedTest
  @MethodSource("families")
  <T extends Textual> void textIsTheInverseOfParse(Family<T> family) {
    for (Kind<T> kind : family.list().kinds()) {
      T value = family.list().parse(kind.example());
      assertSame(kind.type(), value.getClass());
      assertSame(kind, family.list().kindOf(value));
      assertEquals(value, family.list().parse(value.text()), value.text());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  <T extends Textual> void jsonGivesTheSameValue(Family<T> family) throws JsonProcessingException {
    for (Kind<T> kind : family.list().kinds()) {
      T value = family.list().parse(kind.example());
      JsonNode json = JSON.readTree(JSON.writeValueAsString(value));
      assertEquals(value, JSON.treeToValue(json, family.type()), json::toString);
      if (json.isObject()) {
        assertEquals(kind.name(), json.get("kind").asText());
      } else {
        assertEquals(value.text(), json.asText());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  <T extends Textual> void helpHasALineForEach(Family<T> family) {
    List<String> lines = family.list().help().lines().toList();
    assertEquals(family.list().kinds().size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Kind<T> kind = family.list().kinds().get(i);
      assertEquals(kind.syntax() + ": " + kind.help(), lines.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  <T extends Textual> void whatIsInNoListIsRefusedWithAllThatIs(Family<T> family) {
    Catalogue<T> list = family.list();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> list.parse("?"));
    assertTrue(e.getMessage().startsWith(list.family() + ": got ?, must be "), e.getMessage());
    for (Kind<T> kind : list.kinds()) {
      assertTrue(e.getMessage().contains(kind.syntax()), e.getMessage());
    }
  }

  /** As the version wrote them whose lists were annotations. */
  @Test
  void savedJsonMeansWhatItMeant() throws JsonProcessingException {
    saved(Sampler.class, "{'kind':'ddpm'}", "ddpm");
    saved(Sampler.class, "{'kind':'ddim','eta':0.5}", "ddim:0.5");
    saved(Sampler.class, "{'kind':'dpm++','equation':'ODE'}", "dpm++");
    saved(Sampler.class, "{'kind':'dpm++','equation':'SDE'}", "dpm++sde");
    saved(NoiseLevel.class, "{'kind':'timestep','value':470}", "t=470");
    saved(NoiseLevel.class, "{'kind':'pixelSigma','value':0.125}", "sigma=0.125");
    saved(GuidanceScale.class, "{'kind':'constant','scale':2.0}", "scale2");
    saved(GuidanceScale.class, "{'kind':'gdmp','scale':0.1,'epsilon':0.5}", "gdmp0.1,0.5");
    saved(Squeeze.class, "{'kind':'bitDepth','bits':4}", "bits4");
    saved(Squeeze.class, "{'kind':'jpeg','quality':75}", "jpeg75");
    saved(Squeeze.class, "{'kind':'median','window':3}", "median3");
    saved(OutputReference.class, "{'kind':'input'}", "input");
    saved(OutputReference.class, "{'kind':'noised','copies':8}", "noised8");
    saved(OutputReference.class, "{'kind':'purified','draws':4}", "purified4");
    saved(
        OutputReference.class,
        "{'kind':'squeezed','squeeze':{'kind':'median','window':3}}",
        "median3");
    saved(
        EnergyTerm.class,
        "{'kind':'squaredDistance','weight':0.3,'target':'NOISED_INPUT'}",
        "mse:0.3");
    saved(
        EnergyTerm.class, "{'kind':'ssimDistance','weight':2.0,'target':'INPUT'}", "ssim:2@input");
    saved(
        EnergyTerm.class,
        "{'kind':'victimOutput','weight':5.0,'loss':'CROSS_ENTROPY',"
            + "'reference':{'kind':'purified','draws':4},'at':'CLEAN_ESTIMATE'}",
        "ce:5@purified4@x0");
  }

  private static <T extends Textual> void saved(Class<T> type, String json, String text)
      throws JsonProcessingException {
    String saved = json.replace('\'', '"');
    T value = JSON.readValue(saved, type);
    assertEquals(text, value.text());
    assertEquals(saved, JSON.writeValueAsString(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.purify4j.diffusion.sampler.Sampler" + " | sampler: got heat, must be ddpm, ddim",
        "org.purify4j.diffusion.schedule.NoiseLevel"
            + " | noise level: got heat, must be pixelSigma",
        "org.purify4j.diffusion.guidance.EnergyTerm"
            + " | energy term: got heat, must be squaredDistance, ssimDistance",
      })
  void unknownNamesInJsonAreRefused(Class<?> type, String beginning) {
    JsonProcessingException e =
        assertThrows(
            JsonProcessingException.class, () -> JSON.readValue("{\"kind\":\"heat\"}", type));
    assertTrue(e.getOriginalMessage().startsWith(beginning), e.getOriginalMessage());
  }

  @Test
  void anotherKindOfTheSameNameOrClassIsRefused() {
    Kind<Squeeze> known = Squeezes.ALL.named("jpeg");
    assertThrows(IllegalArgumentException.class, () -> Squeezes.ALL.with(known));
  }
}
