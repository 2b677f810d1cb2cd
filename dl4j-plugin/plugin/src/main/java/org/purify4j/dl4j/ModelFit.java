package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.victim.InnerLayer;
import org.purify4j.victim.NetworkReading;

/** Checks, before anything is computed, that a diffusion model takes the images of a network. */
final class ModelFit {
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
              if (GraphPurification.input(name, configuration).equals(reading.imageInput())
                  && InnerLayer.of(vertex) instanceof LayerVertex layer
                  && layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor images
                  && images.getNumChannels() > 0) {
                stated.add(images);
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
    List<Integer> possible =
        IntStream.rangeClosed(1, LARGEST_SIDE)
            .filter(
                side ->
                    takes(
                        copy,
                        InputType.convolutional(side, side, channels, reading.encoding().format())))
            .boxed()
            .toList();
    Optional<IllegalArgumentException> refusal = Optional.empty();
    for (int side : possible) {
      try {
        model.requireImages(channels, side, side);
        return;
      } catch (IllegalArgumentException e) {
        refusal = Optional.of(e);
      }
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private static boolean fixesSize(GraphVertex vertex) {
    return InnerLayer.of(vertex) instanceof LayerVertex layer
        && layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor;
  }

  private static boolean takes(ComputationGraphConfiguration configuration, InputType images) {
    Map<String, InputType> types;
    try {
      types = configuration.getLayerActivationTypes(true, false, images);
    } catch (RuntimeException e) {
      return false; // smaller than a kernel, for instance
    }
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
