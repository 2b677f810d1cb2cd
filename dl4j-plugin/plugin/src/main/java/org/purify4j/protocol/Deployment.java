package org.purify4j.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * What a protocol judges: the very function that is deployed, and what an attacker may
 * differentiate in its place. Whoever made them owns them.
 *
 * @param name in reports
 * @param settings everything that decides its answers
 * @param deployed what answers
 * @param classifier the bare classifier, all that a blind attacker knows; the same object as {@code
 *     deployed} where nothing defends
 * @param targets for each way to differentiate it, what an attacker asks; {@link
 *     GradientMode#EXACT} at least
 * @param imagePasses passes of an image through the diffusion network so far
 * @param exactCaveat in what {@link GradientMode#EXACT} falls short of the derivative of what is
 *     deployed, a clause; empty if in nothing
 * @param remarks what a reader should know of the targets
 */
public record Deployment(
    String name,
    JsonNode settings,
    NoisyClassifier deployed,
    NoisyClassifier classifier,
    Map<GradientMode, NoisyClassifier> targets,
    LongSupplier imagePasses,
    Optional<String> exactCaveat,
    List<String> remarks) {
  /** The draw whose noise an attacker knows who knows the seed. */
  static final long KNOWN_DRAW = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  public Deployment {
    targets = Map.copyOf(targets);
    remarks = List.copyOf(remarks);
    if (!targets.containsKey(GradientMode.EXACT)) {
      throw new IllegalArgumentException(
          "targets: got " + targets.keySet() + ", must hold EXACT at least");
    }
  }

  /** One whose exact gradient is that of what is deployed. */
  public Deployment(
      String name,
      JsonNode settings,
      NoisyClassifier deployed,
      NoisyClassifier classifier,
      Map<GradientMode, NoisyClassifier> targets,
      LongSupplier imagePasses) {
    this(name, settings, deployed, classifier, targets, imagePasses, Optional.empty(), List.of());
  }

  /** The bare classifier. */
  public static Deployment bare(Classifier victim) {
    NoisyClassifier classifier = NoisyClassifier.of(victim);
    return new Deployment(
        Undefended.NAME,
        JsonNodeFactory.instance.objectNode(),
        classifier,
        classifier,
        Map.of(GradientMode.EXACT, classifier),
        () -> 0);
  }

  /**
   * A classifier behind a purifier. The name and the settings are those of the defence. It has a
   * target of {@link GradientMode#SURROGATE} only where a shorter chain costs less than its own.
   */
  public static Deployment purified(String name, Purifier purifier, Classifier victim) {
    Map<GradientMode, NoisyClassifier> targets = new EnumMap<>(GradientMode.class);
    for (GradientMode mode : Set.of(GradientMode.EXACT, GradientMode.BPDA)) {
      targets.put(mode, new PurifiedClassifier(purifier, victim, mode));
    }
    if (!purifier.config().guidance().unguided()) {
      targets.put(
          GradientMode.UNGUIDED, new PurifiedClassifier(purifier, victim, GradientMode.UNGUIDED));
    }
    List<String> remarks = new ArrayList<>();
    if (!purifier.config().guidance().unguided()) {
      remarks.add(
          name
              + ": second derivatives of its guidance, in the exact gradient: "
              + purifier.secondDerivative().text()
              + ".");
    }
    int steps = purifier.steps() / purifier.config().rounds().size();
    Optional<Respacing> surrogate = SurrogateSteps.of(steps);
    if (surrogate.isPresent()) {
      targets.put(
          GradientMode.SURROGATE,
          new PurifiedClassifier(purifier, victim, GradientMode.SURROGATE, surrogate.get()));
      remarks.add(
          name
              + ": the surrogate that pgd-surrogate differentiates takes the steps "
              + surrogate.get().text()
              + " in place of "
              + purifier.config().respacing().text()
              + ", unguided.");
    }
    return new Deployment(
        name,
        settings(purifier.config()),
        new PurifiedClassifier(purifier, victim, GradientMode.EXACT),
        NoisyClassifier.of(victim),
        targets,
        () -> purifier.cost().imagePasses(),
        PurifierDefence.voteCaveat(purifier.config()),
        remarks);
  }

  private static JsonNode settings(PurifierConfig config) {
    try {
      return JSON.readTree(config.toJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings: got JSON that cannot be read back", e);
    }
  }

  /** Whether its answers depend on the draw. */
  public boolean randomised() {
    return deployed.dependsOnDraw();
  }

  /** Whether something stands before the classifier. */
  boolean defended() {
    return deployed != classifier;
  }

  /** What the attacker of an entry that suits this asks. */
  NoisyClassifier target(ProtocolEntry entry) {
    return switch (entry.knowledge()) {
      case NOTHING -> deployed;
      case CLASSIFIER -> classifier;
      case DEFENCE -> differentiated(entry.gradient());
      case DEFENCE_AND_SEED -> differentiated(entry.gradient()).withNoiseOf(KNOWN_DRAW);
    };
  }

  /** In what the gradient of a mode falls short of that of what is deployed. */
  Optional<String> caveat(GradientMode mode) {
    return mode == GradientMode.EXACT
        ? exactCaveat
        : Optional.of("the attacks took the gradient " + mode.name().toLowerCase(Locale.ROOT));
  }

  /** What is differentiated in place of what is deployed. */
  NoisyClassifier differentiated(GradientMode mode) {
    NoisyClassifier target = targets.get(mode);
    if (target == null) {
      throw new IllegalArgumentException(
          "gradient: got " + mode + ", must be one of " + targets.keySet());
    }
    return target;
  }
}
