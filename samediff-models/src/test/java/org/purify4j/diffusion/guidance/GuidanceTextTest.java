package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.diffusion.catalogue.Kind;

class GuidanceTextTest {
  @Test
  void guidanceIsReadTermByTerm() {
    assertEquals(
        Guidance.of(
            new VictimOutput(
                20, OutputLoss.KL, new OutputReference.Purified(4), EvaluateAt.CLEAN_ESTIMATE),
            new SquaredDistance(0.5, DistanceTarget.NOISED_INPUT),
            new SsimDistance(2, DistanceTarget.INPUT)),
        Guidance.parse("kl:20@purified4@x0+mse:1/2+SSIM:2@input"));
    assertEquals(
        Guidance.of(
            new VictimOutput(
                1,
                OutputLoss.CROSS_ENTROPY,
                new OutputReference.Squeezed(new BitDepth(4)),
                EvaluateAt.NOISY)),
        Guidance.parse("ce:1@bits4"));
    assertEquals(
        Guidance.of(
            new VictimOutput(
                3, OutputLoss.LOGIT_DISTANCE, new OutputReference.Input(), EvaluateAt.NOISY)),
        Guidance.parse("logits:3@input"));
    assertEquals(
        Guidance.of(new SquaredDistance(1, DistanceTarget.NOISED_INPUT))
            .withScale(new GuidanceScale.Gdmp(0.1, 8 / 255.0)),
        Guidance.parse("mse:1@gdmp0.1,8/255"));
    assertEquals(Guidance.none(), Guidance.parse(" None "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "mse:5",
        "mse:0.5@input+ssim:1.0E-5",
        "kl:20@purified4+ce:1@noised3@x0+logits:1@jpeg75+confidence:0.1@x0",
        "kl:5@median3@gdmp0.1",
        "mse:5@gdmp0.1,0.5",
        "mse:5@input@scale2",
      })
  void textIsTheInverseOfParse(String text) {
    assertEquals(text, Guidance.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kl",
        "kl:x",
        "kl:1@",
        "foo:1",
        "mse:1@purified4",
        "mse:1@noised@input",
        "mse:-1",
        "mse:1@gdmp",
        "mse:1@gdmp0.1+kl:1",
        "gdmp0.1",
        "kl:1@noised",
        "kl:1@noised0",
        "kl:1@bits9",
        "kl:1@jpeg0",
        "kl:1@input@noised2",
        "+"
      })
  void whatIsNoGuidanceIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Guidance.parse(text));
  }

  /** The last target of a term would otherwise be taken for the scale. */
  @Test
  void noTargetIsAScale() {
    for (Kind<OutputReference> kind : OutputReferences.ALL.kinds()) {
      assertTrue(GuidanceScales.ALL.find(kind.example()).isEmpty(), kind.example());
    }
    for (DistanceTarget target : DistanceTarget.values()) {
      assertTrue(GuidanceScales.ALL.find(target.text()).isEmpty(), target.text());
    }
  }

  @Test
  void theTermSaysWhetherItAsksTheVictim() {
    assertFalse(Guidance.none().asksVictim());
    assertFalse(Guidance.parse("mse:5+ssim:1").asksVictim());
    assertTrue(Guidance.parse("mse:5+confidence:1").asksVictim());
  }
}
