package org.purify4j.diffusion.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {
  static List<ScheduleSpec> specs() {
    return List.of(
        LinearBetas.of(50),
        new CosineAlphaBar(40),
        VpSde.of(1000),
        new ExplicitBetas(List.of(0.1, 0.2, 0.3)));
  }

  @Test
  void everySpecHasANameInJson() {
    Set<Class<?>> permitted = Set.of(ScheduleSpec.class.getPermittedSubclasses());
    JsonSubTypes named = ScheduleSpec.class.getAnnotation(JsonSubTypes.class);
    assertEquals(
        permitted,
        Arrays.stream(named.value()).map(JsonSubTypes.Type::value).collect(Collectors.toSet()));
    assertEquals(permitted, specs().stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void specSurvivesJson(ScheduleSpec spec) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(spec);
    assertEquals(spec, mapper.readValue(json, ScheduleSpec.class), json);
    assertEquals(spec.timesteps(), spec.build().timesteps());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void posteriorIsTheProductOfTwoGaussians(ScheduleSpec spec) {
    NoiseSchedule s = spec.build();
    for (int t = 1; t < s.timesteps(); t++) {
      // q(x_{t-1} | x_t, x_0): precision of x_{t-1} from x_0, plus that from x_t.
      double fromX0 = 1 / (1 - s.alphaBar(t - 1));
      double fromXt = (1 - s.beta(t)) / s.beta(t);
      double variance = 1 / (fromX0 + fromXt);
      assertEquals(variance, s.fixedVariance(VarianceType.FIXED_SMALL, t), 1e-12);
      assertEquals(
          variance * fromX0 * s.signalScale(t - 1), s.posteriorMeanCoef1(t), 1e-9, spec::toString);
      assertEquals(variance * Math.sqrt(1 - s.beta(t)) / s.beta(t), s.posteriorMeanCoef2(t), 1e-9);
    }
  }

  @Test
  void vpSdeFollowsTheIntegral() {
    NoiseSchedule s = VpSde.of(1000).build();
    // β integrated over [0, 0.1] from 0.1 to 2.09: mean 1.095, times 0.1.
    assertEquals(Math.exp(-0.1095), s.alphaBar(99), 1e-12);
    assertEquals(0.1, VpSde.of(1000).time(99), 1e-15);
  }

  @Test
  void respacingTwiceRemembersTheFullTimestep() {
    NoiseSchedule full = new CosineAlphaBar(400).build();
    NoiseSchedule twice = full.respaced(0, 10, 20, 30).respaced(1, 3);
    assertArrayEquals(
        new int[] {10, 30}, new int[] {twice.modelTimestep(0), twice.modelTimestep(1)});
    assertEquals(full.alphaBar(30), twice.alphaBar(1));
    assertEquals(1 - full.alphaBar(30) / full.alphaBar(10), twice.beta(1), 1e-15);
  }

  @Test
  void paperNoiseLevel() {
    NoiseSchedule full = new CosineAlphaBar(4000).build();
    // ᾱ(470/4000) in the paper's reading; step 470 is one further, and 0.099 lies between.
    double cosine = Math.cos((470 / 4000.0 + 0.008) / 1.008 * Math.PI / 2);
    double atStart = Math.cos(0.008 / 1.008 * Math.PI / 2);
    assertEquals(Math.pow(cosine / atStart, 2), full.alphaBar(469), 1e-9);
    assertEquals(470, new NoiseLevel.PixelSigma(0.099).startStep(full));
    assertEquals(470, new NoiseLevel.PixelSigma(full.pixelSigma(470)).startStep(full));
    assertEquals(471, new NoiseLevel.PixelSigma(full.pixelSigma(470) + 1e-9).startStep(full));
    NoiseSchedule respaced = full.respaced(0, 100, 500);
    assertEquals(2, new NoiseLevel.Timestep(470).startStep(respaced));
    assertEquals(1, new NoiseLevel.Timestep(100).startStep(respaced));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new NoiseLevel.Timestep(501).startStep(respaced));
    assertTrue(e.getMessage().contains("500"));
  }

  @Test
  void noiseLevelSurvivesJson() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    for (NoiseLevel level : List.of(new NoiseLevel.Timestep(470), new NoiseLevel.PixelSigma(0.1))) {
      String json = mapper.writeValueAsString(level);
      assertEquals(level, mapper.readValue(json, NoiseLevel.class), json);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "100", "10,20,30", "ddim25", "evenly12", "steps:0,40,80"})
  void respacingSurvivesText(String text) throws JsonProcessingException {
    assertEquals(text, Respacing.parse(text).text());
    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(Respacing.parse(text));
    assertEquals("\"" + text + "\"", json);
    assertEquals(Respacing.parse(text), mapper.readValue(json, Respacing.class));
  }

  @Test
  void respacingSteps() {
    // numpy: np.round(np.linspace(0, 470, 12)) and np.round(np.linspace(0, 5, 3)), halves to even.
    assertArrayEquals(
        new int[] {0, 43, 85, 128, 171, 214, 256, 299, 342, 385, 427, 470},
        new Respacing.Evenly(12).steps(4000, 470));
    assertArrayEquals(new int[] {0, 2, 5}, new Respacing.Evenly(3).steps(10, 5));
    assertArrayEquals(new int[] {0, 1, 2}, new Respacing.Evenly(9).steps(10, 2));
    assertArrayEquals(new int[] {7}, new Respacing.Evenly(1).steps(10, 7));
    // improved-diffusion's documented example: 10, 15, 20 of 300.
    int[] sections = Respacing.parse("10,15,20").steps(300, 0);
    assertEquals(45, sections.length);
    assertArrayEquals(
        new int[] {0, 99, 100, 199, 200, 299},
        new int[] {
          sections[0], sections[9], sections[10], sections[24], sections[25], sections[44]
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "ddim", "evenly0", "steps:3,3", "steps:-1", "0", "10,,10"})
  void badRespacingIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Respacing.parse(text));
  }

  @Test
  void badSchedulesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.ofBetas());
    assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.ofBetas(0.1, 1));
    assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.ofBetas(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.ofAlphaBars(0.5, 0.5));
    NoiseSchedule s = NoiseSchedule.ofBetas(0.1, 0.2);
    assertThrows(IllegalArgumentException.class, () -> s.respaced(0, 2));
    assertThrows(IllegalArgumentException.class, () -> s.respaced(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Respacing.Stride(7).steps(10, 0));
    assertThrows(IllegalArgumentException.class, () -> LinearBetas.of(10));
  }

  @Test
  void fixedVariances() {
    NoiseSchedule s = NoiseSchedule.ofBetas(0.1, 0.2, 0.3);
    assertEquals(0, s.fixedVariance(VarianceType.FIXED_SMALL, 0));
    assertEquals(
        s.fixedVariance(VarianceType.FIXED_SMALL, 1), s.fixedVariance(VarianceType.FIXED_LARGE, 0));
    assertEquals(0.3, s.fixedVariance(VarianceType.FIXED_LARGE, 2));
    assertThrows(
        IllegalArgumentException.class, () -> s.fixedVariance(VarianceType.LEARNED_RANGE, 1));
  }
}
