package org.purify4j.diffusion.engine.vector;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.Availability;
import org.purify4j.diffusion.engine.Engine;
import org.purify4j.diffusion.engine.LoadedWeights;
import org.purify4j.diffusion.engine.TrainingEngine;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Network;

/** The engine on the processor's vector units, through the JDK's Vector API. */
public final class VectorEngine implements Engine {
  /** System property with the number of threads of one network; all cores if not given. */
  public static final String THREADS_PROPERTY = "purify4j.threads";

  private static final String MODULE = "jdk.incubator.vector";

  /** Narrower vectors do not repay the detour by Java. */
  private static final int FEWEST_LANES = 8;

  private final int threads;

  /**
   * With the threads of {@link #THREADS_PROPERTY}.
   *
   * @throws IllegalArgumentException if the property is below 1
   */
  public VectorEngine() {
    this.threads = Integer.getInteger(THREADS_PROPERTY, Runtime.getRuntime().availableProcessors());
    if (threads < 1) {
      throw new IllegalArgumentException(
          THREADS_PROPERTY + ": got " + threads + ", must be at least 1");
    }
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Availability availability() {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    boolean cpu = backend.toLowerCase(Locale.ROOT).contains("cpu");
    String elsewhere = backend + " computes";
    if (!isThere()) {
      String without =
          "the JVM was started without --add-modules " + MODULE + ", which is several times faster";
      return new Availability.Unavailable(
          cpu ? without : elsewhere, "the JVM was started with --add-modules " + MODULE);
    }
    if (!cpu) {
      return new Availability.OnRequest(elsewhere);
    }
    if (Lanes.COUNT < FEWEST_LANES) {
      return new Availability.OnRequest(
          "this processor's vectors hold only " + Lanes.COUNT + " floats");
    }
    return new Availability.Ready();
  }

  /** Whether the module is resolved, at the start of the JVM or later. */
  private static boolean isThere() {
    try {
      Class.forName(MODULE + ".Vector", false, VectorEngine.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public String description() {
    return "vectors of " + Lanes.COUNT + " floats, " + threads + " threads";
  }

  @Override
  public Optional<String> obstacle(Network network) {
    return WeightMemory.fits(network, Runtime.getRuntime().maxMemory())
        ? Optional.empty()
        : Optional.of("the weights do not fit the heap twice over; -Xmx makes it faster");
  }

  @Override
  public LoadedWeights load(Map<String, INDArray> weights) {
    PackedWeights packed = new PackedWeights(weights);
    return (network, batchSize) -> new VectorNetwork(network, packed, batchSize, threads);
  }

  @Override
  public Optional<TrainingEngine> training() {
    return Optional.of(new VectorTraining(this, threads));
  }
}
