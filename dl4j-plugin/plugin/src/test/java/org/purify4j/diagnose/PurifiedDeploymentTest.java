package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.VoteRule;
import org.purify4j.protocol.Deployment;

/** What a protocol may differentiate of a real purifier. */
class PurifiedDeploymentTest {
  private static final LabelledImages IMAGES = TemplateVictim.images(2);

  private static Deployment deployment(PurifierConfig config) {
    TemplateVictim victim = new TemplateVictim(8);
    Purifier purifier = SmallDefences.purifier(config, victim);
    return Deployment.purified("small", purifier, victim);
  }

  /** Passes of the diffusion network in one gradient of an image. */
  private static long passes(Deployment deployment, GradientMode mode) {
    long before = deployment.imagePasses().getAsLong();
    try (Tape tape =
        deployment.targets().get(mode).record(IMAGES.images(), Draw.of(IMAGES.ids()))) {
      tape.gradient(tape.output().dup());
    }
    return (deployment.imagePasses().getAsLong() - before) / IMAGES.size();
  }

  @Test
  void aSurrogateIsCheaperThanTheExactGradient() {
    for (int steps : new int[] {3, 4, 8, 16}) {
      Deployment of =
          deployment(SmallDefences.unguided().withRespacing(new Respacing.Evenly(steps)));
      assertEquals(steps, passes(of, GradientMode.EXACT), "each forward and back");
      long differentiated = passes(of, GradientMode.SURROGATE) - steps;
      assertTrue(2 * differentiated < steps, steps + " steps: " + differentiated);
      assertTrue(of.remarks().toString().contains("in place of evenly" + steps), "" + of.remarks());
    }
    Deployment two = deployment(SmallDefences.unguided().withRespacing(new Respacing.Evenly(2)));
    assertFalse(two.targets().containsKey(GradientMode.SURROGATE));
    assertEquals(List.of(), two.remarks());
  }

  @Test
  void guidanceNamesItsSecondDerivatives() {
    List<String> remarks = deployment(SmallDefences.config()).remarks();
    String source =
        SmallDefences.purifier(SmallDefences.config(), new TemplateVictim(8))
            .secondDerivative()
            .text();
    assertEquals(
        "small: second derivatives of its guidance, in the exact gradient: " + source + ".",
        remarks.get(0));
    assertEquals(Optional.empty(), deployment(SmallDefences.config()).exactCaveat());
  }

  @Test
  void countedVotesAreACaveat() {
    Deployment counted = deployment(SmallDefences.unguided().withVotes(3, VoteRule.MAJORITY));
    assertTrue(counted.exactCaveat().orElse("").contains("majority"), "" + counted.exactCaveat());
    Deployment mean = deployment(SmallDefences.unguided().withVotes(3, VoteRule.MEAN_PROBABILITY));
    assertEquals(Optional.empty(), mean.exactCaveat());
  }
}
