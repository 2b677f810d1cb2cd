package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.victim.InnerLayer;
import org.purify4j.victim.NetworkReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks, before anything is computed, that a diffusion model takes the images of a network. */
final class ModelFit {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFit.class);

  /** The sizes of square images among which that of a network is looked for. */
  private static final int LARGEST_SIDE = 512;

  private ModelFit() {}

  /**
   * Checks archive, settings, channels and size.
   *
   * @throws org.purify4j.diffusion.archive.ArchiveException if the archive is missing or another
   * @throws IllegalArgumentException if the settings do not fit the model, or it does not take the
   *     network's images as far as its configuration tells what they are
   */
  static void require(
      PurifierReference purifier,
      NetworkReading reading,
      ComputationGraphConfiguration configuration) {
    ModelDescription model = purifier.describe();
    purifier.config().requireSchedule(model.schedule().build());
    reading
        .channels()
        .ifPresent(channels -> model.requireImages(channels, model.imageSize(), model.imageSize()));
    stated(reading, configuration)
        .forEach(
            images ->
                model.requireImages(
                    images.getNumChannels(), images.getInputHeight(), images.getInputWidth()));
    List<Integer> flat = reading.encoding().flat();
    if (!flat.isEmpty()) {
      model.requireImages(flat.get(0), flat.get(1), flat.get(2));
    } else if (reading.channels().isPresent()) {
      requireSize(model, reading, configuration);
    }
  }

  /** Images as dense layers that read them state them. */
  private static List<CnnToFeedForwardPreProcessor> stated(
      NetworkReading reading, ComputationGraphConfiguration configuration) {
    List<CnnToFeedForwardPreProcessor> stated = new ArrayList<>();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (GraphPurification.input(name, configuration).equals(reading.imageInput())) {
                flattened(vertex)
                    .filter(images -> images.getNumChannels() > 0)
                    .ifPresent(stated::add);
              }
            });
    return stated;
  }

  /** A size is not stored, but a dense layer behind convolutions allows few. */
  private static void requireSize(
      ModelDescription model, NetworkReading reading, ComputationGraphConfiguration configuration) {
    boolean anySize = configuration.getVertices().values().stream().noneMatch(ModelFit::fixesSize);
    if (anySize || configuration.getNetworkInputs().size() != 1) {
      return;
    }
    ComputationGraphConfiguration copy = configuration.clone();
    long channels = reading.channels().getAsLong();
    List<Integer> possible = new ArrayList<>();
    List<RuntimeException> reasons = new ArrayList<>();
    Optional<RuntimeException> unsaid = Optional.empty();
    for (int side = 1; side <= LARGEST_SIDE; side++) {
      InputType images = InputType.convolutional(side, side, channels, reading.encoding().format());
      try {
        if (takes(copy, images)) {
          possible.add(side);
        }
      } catch (DL4JException | IllegalArgumentException | IllegalStateException e) {
        reasons.add(e); // such as a kernel that is larger than the image
      } catch (RuntimeException e) {
        unsaid = Optional.of(e); // of a layer that does not say what it makes of images
      }
    }
    if (reasons.size() == LARGEST_SIDE) {
      throw noSize(reasons.get(LARGEST_SIDE - 1));
    }
    Optional<IllegalArgumentException> refusal = Optional.empty();
    for (int side : possible) {
      try {
        model.requireImages(channels, side, side);
        return;
      } catch (IllegalArgumentException e) {
        refusal = Optional.of(e);
      }
    }
    if (unsaid.isPresent()) {
      warn(unsaid.get(), configuration);
    } else if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private static void warn(RuntimeException unsaid, ComputationGraphConfiguration configuration) {
    LOG.warn(
        "purified network: the size of its images cannot be held against that of the diffusion"
            + " model: {} does not say what it makes of images ({})",
        SilentLayer.find(unsaid, configuration),
        unsaid.toString().lines().findFirst().orElse(""));
  }

  private static IllegalArgumentException noSize(RuntimeException reason) {
    String line = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    return new IllegalArgumentException(
        "network: takes no square images of 1 to "
            + LARGEST_SIDE
            + " pixels, must take those of the diffusion model ("
            + line
            + ")",
        reason);
  }

  private static boolean fixesSize(GraphVertex vertex) {
    return flattened(vertex).isPresent();
  }

  /** The images that a vertex makes vectors of, if that is the first that it does with them. */
  private static Optional<CnnToFeedForwardPreProcessor> flattened(GraphVertex vertex) {
    if (!(InnerLayer.of(vertex) instanceof LayerVertex layer)) {
      return Optional.empty();
    }
    InputPreProcessor first = layer.getPreProcessor();
    while (first instanceof ComposableInputPreProcessor several
        && several.getInputPreProcessors().length > 0) {
      first = several.getInputPreProcessors()[0];
    }
    return first instanceof CnnToFeedForwardPreProcessor images
        ? Optional.of(images)
        : Optional.empty();
  }

  /** Throws what DL4J does at images that its layers cannot take. */
  private static boolean takes(ComputationGraphConfiguration configuration, InputType images) {
    Map<String, InputType> types = configuration.getLayerActivationTypes(true, false, images);
    return configuration.getVertices().entrySet().stream()
        .filter(vertex -> fixesSize(vertex.getValue()))
        .allMatch(
            vertex ->
                reads(
                    vertex.getValue(),
                    types.get(GraphPurification.input(vertex.getKey(), configuration))));
  }

  /** Whether a dense layer has as many inputs as this type of activations has values. */
  private static boolean reads(GraphVertex dense, @Nullable InputType type) {
    return type instanceof InputType.InputTypeConvolutional maps
        && InnerLayer.of(dense) instanceof LayerVertex vertex
        && InnerLayer.of(vertex.getLayerConf().getLayer()) instanceof FeedForwardLayer layer
        && layer.getNIn() == maps.getChannels() * maps.getHeight() * maps.getWidth();
  }
}
