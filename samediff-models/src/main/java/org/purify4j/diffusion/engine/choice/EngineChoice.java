package org.purify4j.diffusion.engine.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.network.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which engine executes diffusion networks in this JVM, and why.
 *
 * @param engine the chosen engine
 * @param reason why it was chosen: because the user asked for it, because of what kept better ones
 *     from being chosen, or, if there is none better, what it computes with
 * @param passedOver the better engines that were not chosen, in order of preference
 * @param fallbacks engines for networks that the chosen one cannot execute or train, in order of
 *     preference
 */
public record EngineChoice(
    Engine engine, String reason, List<PassedOver> passedOver, List<Engine> fallbacks) {
  /** System property that forces an engine, by its name. */
  public static final String ENGINE_PROPERTY = "purify4j.engine";

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

  private static Optional<EngineChoice> current = Optional.empty();

  /**
   * An engine that was not chosen though it stands before the chosen one.
   *
   * @param engine its name
   * @param reason why it was not chosen
   */
  public record PassedOver(String engine, String reason) {}

  public EngineChoice {
    passedOver = List.copyOf(passedOver);
    fallbacks = List.copyOf(fallbacks);
  }

  /**
   * The choice of this JVM; made and logged when it is first asked for.
   *
   * @throws IllegalArgumentException if a system property has a value that it must not have
   */
  public static synchronized EngineChoice current() {
    if (current.isEmpty()) {
      EngineChoice choice = among(Engines.all(), System.getProperty(ENGINE_PROPERTY, ""));
      LOG.info("engine: {}", choice);
      current = Optional.of(choice);
    }
    return current.get();
  }

  /**
   * Chooses.
   *
   * @param engines in order of preference
   * @param asked name of the engine that the user wants, in any case; empty for none
   * @throws IllegalArgumentException if the engine that is asked for does not exist or cannot be
   *     used, or if none can be used unasked
   */
  static EngineChoice among(List<Engine> engines, String asked) {
    String name = asked.toLowerCase(Locale.ROOT);
    List<PassedOver> passedOver = new ArrayList<>();
    for (Engine engine : engines) {
      Availability availability = engine.availability();
      boolean isAsked = name.equals(engine.name());
      if (isAsked && availability instanceof Availability.Unavailable unavailable) {
        throw new IllegalArgumentException(
            mustBe(asked, engines.stream().filter(other -> other != engine).toList())
                + " unless "
                + unavailable.condition());
      } else if (isAsked) {
        String reason = "as " + ENGINE_PROPERTY + " says";
        return new EngineChoice(engine, reason, passedOver, after(engine, engines));
      } else if (name.isEmpty() && availability instanceof Availability.Ready) {
        return new EngineChoice(
            engine, suitability(engine, passedOver), passedOver, after(engine, engines));
      }
      passedOver.add(new PassedOver(engine.name(), reason(availability)));
    }
    throw new IllegalArgumentException(mustBe(asked, engines));
  }

  private static String mustBe(String asked, List<Engine> engines) {
    List<String> names = engines.stream().map(Engine::name).toList();
    return ENGINE_PROPERTY
        + ": got "
        + (asked.isEmpty() ? "nothing" : asked)
        + ", must be "
        + Spelling.alternatives(names);
  }

  private static String suitability(Engine engine, List<PassedOver> better) {
    return better.isEmpty()
        ? engine.description()
        : better.stream().map(PassedOver::reason).collect(Collectors.joining("; "));
  }

  private static String reason(Availability availability) {
    if (availability instanceof Availability.OnRequest onRequest) {
      return onRequest.reason();
    } else if (availability instanceof Availability.Unavailable unavailable) {
      return unavailable.reason();
    }
    return "another was asked for";
  }

  private static List<Engine> after(Engine engine, List<Engine> engines) {
    return engines.subList(engines.indexOf(engine) + 1, engines.size()).stream()
        .filter(other -> !(other.availability() instanceof Availability.Unavailable))
        .toList();
  }

  /** The chosen engine and the fallbacks. */
  List<Engine> candidates() {
    List<Engine> candidates = new ArrayList<>(List.of(engine));
    candidates.addAll(fallbacks);
    return candidates;
  }

  /**
   * Opens a network to be trained, in float32, on the first of the engines that can train it. The
   * caller closes it.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   * @throws IllegalArgumentException if no engine can train it
   */
  public TrainableNetwork openTraining(Network network, int batchSize) {
    List<String> obstacles = new ArrayList<>();
    for (Engine candidate : candidates()) {
      Optional<TrainingEngine> training = candidate.training();
      if (training.isEmpty()) {
        continue;
      }
      Optional<String> obstacle = training.get().obstacle(network);
      if (obstacle.isEmpty()) {
        if (!obstacles.isEmpty()) {
          String why = String.join("; ", obstacles);
          LOG.warn("training by {}, which is many times slower: {}", candidate.name(), why);
        }
        return training.get().open(network, batchSize);
      }
      obstacles.add(candidate.name() + " cannot train this network: " + obstacle.get());
    }
    throw new IllegalArgumentException(
        "network: got one that no engine can train, must be another: " + obstacles);
  }

  /** The engine's name, and the reason in brackets. */
  @Override
  public String toString() {
    return engine.name() + " (" + reason + ")";
  }
}
