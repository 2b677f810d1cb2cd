package org.purify4j.saved;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Holds the numbers of a network's layers against bounds that no trained network is beyond. DL4J
 * checks them when a layer is built, not when it is read: a stride of 0 or a padding of 100,000
 * would be found out by the first image, as a division by zero or a lack of memory.
 *
 * <p>The numbers are looked at as DL4J has read them, so that defaults stand where a file is silent
 * and a text that it takes for a number is one. What a layer costs in all is not among them, nor
 * layers of one's own.
 */
final class LayerNumbers {
  private static final double LARGEST_REAL = 1e10;

  private static final Bound KERNEL = Bound.whole(1, 4096);
  private static final Bound STEP = Bound.whole(1, 256);
  private static final Bound MARGIN = Bound.whole(0, 256);
  private static final Bound FACTOR = Bound.whole(1, 64);
  private static final Bound BLOCK = Bound.whole(1, 1024);
  private static final Bound COUNT = Bound.whole(1, 1 << 16);
  private static final Bound SIZE = Bound.whole(0, Integer.MAX_VALUE);
  private static final Bound PIXELS = Bound.whole(0, 1 << 16);
  private static final Bound EPSILON = new Bound(0, 1, false);
  private static final Bound REAL = new Bound(-LARGEST_REAL, LARGEST_REAL, false);

  /** By the names of DL4J's fields; all of its classes mean the same by a name. */
  private static final Map<String, Bound> BOUNDS =
      Map.ofEntries(
          Map.entry("kernelSize", KERNEL),
          Map.entry("kernel", KERNEL),
          Map.entry("stride", STEP),
          Map.entry("dilation", STEP),
          Map.entry("padding", MARGIN),
          Map.entry("paddingR", MARGIN),
          Map.entry("cropping", Bound.whole(0, 1 << 12)),
          Map.entry("size", FACTOR),
          Map.entry("blockSize", BLOCK),
          Map.entry("blocks", BLOCK),
          Map.entry("depthMultiplier", COUNT),
          Map.entry("n", new Bound(1, 1 << 16, false)),
          Map.entry("stackSize", COUNT),
          Map.entry("routings", BLOCK),
          Map.entry("from", SIZE),
          Map.entry("to", SIZE),
          Map.entry("nin", SIZE),
          Map.entry("nout", SIZE),
          Map.entry("inputHeight", PIXELS),
          Map.entry("inputWidth", PIXELS),
          Map.entry("inputDepth", PIXELS),
          Map.entry("numChannels", PIXELS),
          Map.entry("newShape", Bound.whole(-1, Integer.MAX_VALUE)),
          Map.entry("poolingDimensions", Bound.whole(0, 4)),
          Map.entry("mergeAxis", Bound.whole(-4, 4)),
          Map.entry("pnorm", Bound.whole(0, 1 << 10)),
          Map.entry("eps", EPSILON),
          Map.entry("k", REAL),
          Map.entry("alpha", REAL),
          Map.entry("beta", REAL),
          Map.entry("gamma", REAL),
          Map.entry("negativeSlope", REAL),
          Map.entry("scaleFactor", REAL),
          Map.entry("shiftFactor", REAL));

  private static final List<String> OF_EACH_AXIS =
      List.of("kernelSize", "stride", "padding", "dilation");

  /** Upsampling by its stride makes as much memory of little as upsampling by its size. */
  private static final String TRANSPOSED = "Deconvolution";

  private LayerNumbers() {}

  private record Bound(double least, double most, boolean whole) {
    static Bound whole(long least, long most) {
      return new Bound(least, most, true);
    }

    boolean holds(JsonNode value) {
      if (value.isNull()) {
        return least <= 0; // the default of DL4J, such as the padding of ConvolutionMode.Same
      }
      return (whole ? value.isIntegralNumber() : value.isNumber())
          && value.doubleValue() >= least
          && value.doubleValue() <= most;
    }

    String text() {
      return whole ? (long) least + " to " + (long) most : least + " to " + most;
    }
  }

  /**
   * Checks a configuration.
   *
   * @param configuration a network's, as DL4J has read it
   * @throws IllegalArgumentException naming the layer and its first number beyond a bound
   */
  static void require(Object configuration) {
    JsonNode tree = NeuralNetConfiguration.mapper().valueToTree(configuration);
    each(tree.path("vertices"), LayerNumbers::requireLayer);
    each(tree.path("inputPreProcessors"), LayerNumbers::requireLayer);
    int index = 0;
    for (JsonNode layer : tree.path("confs")) {
      String name = layer.path("layer").path("layerName").asText("");
      requireLayer(name.isEmpty() ? String.valueOf(index) : name, layer);
      index++;
    }
  }

  private interface Member {
    void take(String name, JsonNode value);
  }

  private static void each(JsonNode object, Member member) {
    for (Iterator<Map.Entry<String, JsonNode>> all = object.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      member.take(field.getKey(), field.getValue());
    }
  }

  private static void requireLayer(String name, JsonNode layer) {
    problem(layer, Owner.OTHER)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("layer '" + name + "': " + problem);
            });
  }

  /** Whose fields an object's are: a layer of one's own may mean something else by a name. */
  private enum Owner {
    DL4J,
    DL4J_TRANSPOSED,
    OTHER;

    static Owner of(JsonNode object, Owner around) {
      String name = object.path("@class").asText("");
      if (name.isEmpty()) {
        return around;
      }
      if (!name.startsWith("org.deeplearning4j.")) {
        return OTHER;
      }
      return name.contains(TRANSPOSED) ? DL4J_TRANSPOSED : DL4J;
    }

    Optional<Bound> bound(String field) {
      if (this == OTHER) {
        return Optional.empty();
      }
      return this == DL4J_TRANSPOSED && field.equals("stride")
          ? Optional.of(FACTOR)
          : Optional.ofNullable(BOUNDS.get(field));
    }
  }

  /** What is wrong with a layer, or with one within it. */
  private static Optional<String> problem(JsonNode object, Owner around) {
    Owner owner = Owner.of(object, around);
    Optional<String> rank = owner == Owner.OTHER ? Optional.empty() : rankProblem(object);
    if (rank.isPresent()) {
      return rank;
    }
    for (Iterator<Map.Entry<String, JsonNode>> all = object.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      String name = field.getKey();
      JsonNode value = field.getValue();
      Optional<Bound> bound = owner.bound(name);
      if (bound.isPresent() && !value.isObject() && !holds(bound.get(), value)) {
        return Optional.of(name + ": got " + value + ", must be " + bound.get().text());
      }
      Optional<String> inner = inner(value, owner);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  /** What a layer moves over images has a number for each of their axes. */
  private static Optional<String> rankProblem(JsonNode layer) {
    String type = layer.path("@class").asText("");
    if (!layer.path("kernelSize").isArray() || type.contains("1D")) {
      return Optional.empty();
    }
    int axes = type.contains("3D") ? 3 : 2;
    return OF_EACH_AXIS.stream()
        .filter(name -> layer.path(name).isArray() && layer.path(name).size() != axes)
        .findFirst()
        .map(name -> name + ": got " + layer.path(name) + ", must be " + axes + " numbers");
  }

  private static Optional<String> inner(JsonNode value, Owner owner) {
    if (!value.isArray()) {
      return problem(value, owner);
    }
    for (JsonNode element : value) {
      Optional<String> problem = inner(element, owner);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Bound bound, JsonNode value) {
    if (!value.isArray()) {
      return bound.holds(value);
    }
    boolean all = !value.isEmpty();
    for (JsonNode element : value) {
      all &= holds(bound, element);
    }
    return all;
  }
}
