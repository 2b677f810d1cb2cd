package org.purify4j.diffusion.engine;

import java.util.Locale;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which engine executes diffusion networks in this JVM, and why; chosen once and logged.
 *
 * @param engine the choice
 * @param reason what it was chosen for, and what would be faster
 * @param threads that the vector engine computes with; the native engine has its backend's
 */
public record EngineChoice(Engine engine, String reason, int threads) {
  /** System property that forces an engine: {@code vector} or {@code nd4j}. */
  public static final String ENGINE_PROPERTY = "purify4j.engine";

  /** System property with the number of threads of one vector predictor; all cores if not given. */
  public static final String THREADS_PROPERTY = "purify4j.threads";

  private static final String MODULE = "jdk.incubator.vector";
  private static final int FEWEST_LANES = 8;

  /** The engines. */
  public enum Engine {
    /** The processor's vector units, through the JDK's Vector API. */
    VECTOR,
    /** ND4J's native operations, on its CPU or CUDA backend. */
    ND4J
  }

  private static final class Holder {
    private static final EngineChoice CURRENT = choose();

    static {
      Logger log = LoggerFactory.getLogger(EngineChoice.class);
      log.info("engine: {}", CURRENT);
    }
  }

  /** The choice of this JVM. */
  public static EngineChoice current() {
    return Holder.CURRENT;
  }

  /** The engine's name, and the reason in brackets. */
  @Override
  public String toString() {
    return engine.name().toLowerCase(Locale.ROOT) + " (" + reason + ")";
  }

  private static EngineChoice choose() {
    String forced = System.getProperty(ENGINE_PROPERTY, "").toLowerCase(Locale.ROOT);
    int threads = Integer.getInteger(THREADS_PROPERTY, Runtime.getRuntime().availableProcessors());
    if (threads < 1) {
      throw new IllegalArgumentException(
          THREADS_PROPERTY + ": got " + threads + ", must be at least 1");
    }
    return switch (forced) {
      case "nd4j" -> new EngineChoice(Engine.ND4J, "as " + ENGINE_PROPERTY + " says", threads);
      case "vector" -> {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
          throw new IllegalArgumentException(
              ENGINE_PROPERTY
                  + ": got vector, must be nd4j unless the JVM was started with"
                  + " --add-modules "
                  + MODULE);
        }
        yield new EngineChoice(Engine.VECTOR, "as " + ENGINE_PROPERTY + " says", threads);
      }
      case "" -> suited(threads);
      default ->
          throw new IllegalArgumentException(
              ENGINE_PROPERTY + ": got " + forced + ", must be vector or nd4j");
    };
  }

  private static EngineChoice suited(int threads) {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    if (!backend.toLowerCase(Locale.ROOT).contains("cpu")) {
      return new EngineChoice(Engine.ND4J, backend + " computes", threads);
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return new EngineChoice(
          Engine.ND4J,
          "the JVM was started without --add-modules " + MODULE + ", which is several times faster",
          threads);
    }
    if (Lanes.COUNT < FEWEST_LANES) {
      return new EngineChoice(
          Engine.ND4J, "this processor's vectors hold only " + Lanes.COUNT + " floats", threads);
    }
    return new EngineChoice(
        Engine.VECTOR, "vectors of " + Lanes.COUNT + " floats, " + threads + " threads", threads);
  }
}
