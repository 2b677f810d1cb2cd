package org.purify4j.saved;

import java.util.Iterator;
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
 * and a text that it takes for a number is one. Numbers of parameters are not among them: those
 * must agree with the array of weights.
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

  /** By the names of DL4J's fields; all classes mean the same by a name. */
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
          Map.entry("pnorm", Bound.whole(0, 1 << 10)),
          Map.entry("eps", EPSILON),
          Map.entry("k", REAL),
          Map.entry("alpha", REAL),
          Map.entry("beta", REAL),
          Map.entry("gamma", REAL),
          Map.entry("negativeSlope", REAL),
          Map.entry("scaleFactor", REAL),
          Map.entry("shiftFactor", REAL));

  /** Upsampling by its stride makes as much memory of little as upsampling by its size. */
  private static final String TRANSPOSED = "Deconvolution";

  private LayerNumbers() {}

  private record Bound(double least, double most, boolean whole) {
    static Bound whole(long least, long most) {
      return new Bound(least, most, true);
    }

    boolean holds(JsonNode value) {
      if (value.isNull() && !whole) {
        return true; // of an activation function that uses its default
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
    problem(layer)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("layer '" + name + "': " + problem);
            });
  }

  /** What is wrong with a layer, or with one within it. */
  private static Optional<String> problem(JsonNode object) {
    boolean transposed = object.path("@class").asText().contains(TRANSPOSED);
    for (Iterator<Map.Entry<String, JsonNode>> all = object.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      String name = field.getKey();
      JsonNode value = field.getValue();
      Optional<Bound> bound =
          transposed && name.equals("stride")
              ? Optional.of(FACTOR)
              : Optional.ofNullable(BOUNDS.get(name));
      if (bound.isPresent() && !value.isObject() && !holds(bound.get(), value)) {
        return Optional.of(name + ": got " + value + ", must be " + bound.get().text());
      }
      Optional<String> inner = value.isContainerNode() ? problem(value) : Optional.empty();
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Bound bound, JsonNode value) {
    if (!value.isArray()) {
      return bound.holds(value);
    }
    boolean all = !value.isEmpty();
    for (JsonNode number : value) {
      all &= bound.holds(number);
    }
    return all;
  }
}
