package org.purify4j.diffusion.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.guidance.BoundTerm;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.GuidanceContext;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.guidance.ReferenceImages;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.NoiseSchedule;

/** A member that is added to a list is read and shown everywhere: one class and one line do it. */
class AddedMemberTest {
  /** A share of the schedule. */
  record Share(double value) implements NoiseLevel {
    static final Kind<NoiseLevel> KIND =
        new Kind<>(
            "share",
            Share.class,
            "P%",
            "the noise after P percent of the schedule",
            "25%",
            text ->
                Optional.of(text)
                    .filter(t -> t.endsWith("%"))
                    .map(t -> new Share(Spelling.real("share", t.substring(0, t.length() - 1)))));

    @Override
    public int startStep(NoiseSchedule schedule) {
      return (int) (schedule.timesteps() * value / 100);
    }

    @Override
    public String text() {
      return Spelling.text(value) + "%";
    }
  }

  /** Nothing at all. */
  record Nothing(double weight) implements EnergyTerm {
    static final Kind<EnergyTerm> KIND =
        new Kind<>(
            "nothing",
            Nothing.class,
            "zero:W",
            "no force at all",
            "zero:1",
            text ->
                Spelling.after("zero:", text).map(w -> new Nothing(Spelling.real("weight", w))));

    @Override
    public BoundTerm bind(GuidanceContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String text() {
      return "zero:" + Spelling.text(weight);
    }
  }

  /** The input turned upside down. */
  record Flipped() implements OutputReference {
    static final Kind<OutputReference> KIND =
        Kind.word(
            "flipped", Flipped.class, "flipped", "its output on the mirror image", Flipped::new);

    @Override
    public ReferenceImages images(GuidanceContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String text() {
      return KIND.name();
    }
  }

  private static final Catalogue<NoiseLevel> LEVELS = NoiseLevels.ALL.with(Share.KIND);
  private static final Catalogue<EnergyTerm> TERMS = EnergyTerms.ALL.with(Nothing.KIND);
  private static final Catalogue<OutputReference> REFERENCES =
      OutputReferences.ALL.with(Flipped.KIND);

  static final class LevelNames extends KindNames {
    LevelNames() {
      super(LEVELS);
    }
  }

  static final class TermNames extends KindNames {
    TermNames() {
      super(TERMS);
    }
  }

  static final class ReferenceNames extends KindNames {
    ReferenceNames() {
      super(REFERENCES);
    }
  }

  @JsonTypeIdResolver(LevelNames.class)
  interface Levels {}

  @JsonTypeIdResolver(TermNames.class)
  interface Terms {}

  @JsonTypeIdResolver(ReferenceNames.class)
  interface References {}

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .addMixIn(NoiseLevel.class, Levels.class)
          .addMixIn(EnergyTerm.class, Terms.class)
          .addMixIn(OutputReference.class, References.class)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  @Test
  void itIsReadShownAndSaved() throws JsonProcessingException {
    added(
        new Family<>(NoiseLevel.class, LEVELS),
        new Share(25),
        "25%",
        "{'kind':'share','value':25.0}");
    added(
        new Family<>(EnergyTerm.class, TERMS),
        new Nothing(1),
        "zero:1",
        "{'kind':'nothing','weight':1.0}");
    added(
        new Family<>(OutputReference.class, REFERENCES),
        new Flipped(),
        "flipped",
        "{'kind':'flipped'}");
    assertThrows(IllegalArgumentException.class, () -> NoiseLevel.parse("25%"));
  }

  private static <T extends Textual> void added(Family<T> family, T value, String text, String json)
      throws JsonProcessingException {
    assertEquals(value, family.list().parse(text));
    assertEquals(text, value.text());
    Kind<T> kind = family.list().kindOf(value);
    assertTrue(family.list().help().endsWith(kind.syntax() + ": " + kind.help()));
    String saved = json.replace('\'', '"');
    assertEquals(saved, JSON.writeValueAsString(value));
    assertEquals(value, JSON.readValue(saved, family.type()));
  }
}
