package org.purify4j.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Target;
import org.purify4j.diffusion.guidance.Victim;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.purify.DefendedAnswer;
import org.purify4j.diffusion.purify.DefendedVictim;
import org.purify4j.diffusion.purify.GradientMode;
import org.purify4j.diffusion.purify.Purifier;
import org.purify4j.diffusion.schedule.Respacing;

/** A classifier behind a purifier. Owns the purifier and closes it; the victim is the caller's. */
public final class PurifierDefense implements Defense {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Purifier purifier;
  private final DefendedVictim answering;
  private final DefendedVictim attacked;

  /**
   * @param name how it is called in reports
   * @param purifier what stands in front; owned from here on
   * @param victim the classifier
   * @param mode how an adaptive attack differentiates the two
   * @param surrogate the steps of {@link GradientMode#SURROGATE}
   */
  public PurifierDefense(
      String name, Purifier purifier, Victim victim, GradientMode mode, Respacing surrogate) {
    this.name = name;
    this.purifier = purifier;
    this.answering = new DefendedVictim(purifier, victim, GradientMode.NONE);
    this.attacked = new DefendedVictim(purifier, victim, mode, surrogate);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JsonNode settings() {
    try {
      return JSON.readTree(purifier.config().toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON is none", e);
    }
  }

  @Override
  public Randomness randomness() {
    return Randomness.RANDOMISED;
  }

  @Override
  public Answer answer(INDArray images, Draw draw) {
    DefendedAnswer answer = answering.answer(images, draw);
    return new Answer(answer.logits(), answer.purified());
  }

  @Override
  public Target target() {
    return Target.of(attacked);
  }

  @Override
  public long imagePasses() {
    return purifier.cost().imagePasses();
  }

  @Override
  public void close() {
    purifier.close();
  }
}
