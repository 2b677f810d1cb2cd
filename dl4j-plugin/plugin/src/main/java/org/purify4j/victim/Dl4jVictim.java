package org.purify4j.victim;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.LayerActivations;
import org.purify4j.diffusion.gradient.Direction;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;

/**
 * A DL4J network as a {@link Classifier}: its logits and input gradient in inference mode.
 *
 * <p>DL4J's own backward pass always differentiates training mode: batch normalisation uses the
 * statistics of the batch, and dropout is drawn anew. This class therefore differentiates a twin
 * built from the network's configuration, in which batch normalisation is a fixed affine map and
 * there is no dropout or noise. The twin shares the network's parameter array, so it follows every
 * {@code fit} and {@code setParams}; it never changes them. It follows updates of batch
 * normalisation's running statistics in the same way.
 *
 * <p>The classification depends on one input, an image, and ends in an {@code OutputLayer}, {@code
 * LossLayer}, {@code DenseLayer} or {@code ActivationLayer} whose activation is the softmax or the
 * identity. Images are encoded as the network's input has them, see {@link InputEncoding}: channels
 * last, flat, BGR, or with the values of a normalizer, through which gradients go back.
 *
 * <p>Results have the data type of the images. May be called from within another network's forward
 * pass. Not thread-safe, and not to be called while the network is being trained by another thread.
 */
public final class Dl4jVictim implements Classifier {
  private final Supplier<NetworkStructure> structures;
  private final TwinInput inputs;
  private final TwinGraph twin;
  private final int classes;
  private final Supplier<TwinGraph> makeDual;
  private Optional<TwinGraph> dual = Optional.empty();

  /**
   * @param structures a fresh copy of the network's structure at each call
   */
  private Dl4jVictim(
      Supplier<NetworkStructure> structures,
      Optional<InputEncoding> encoding,
      Supplier<INDArray> parameters) {
    NetworkStructure structure = structures.get();
    structure.requireImageAlone();
    structure.requireNoPurification();
    this.structures = structures;
    this.inputs =
        new TwinInput(
            parameters, encoding.orElseGet(structure::encoding), FittingImages.of(structure));
    this.classes = ClassCount.of(structure);
    this.twin = TwinGraph.of(structure, inputs.shared());
    this.makeDual = () -> TwinGraph.dual(structures.get(), inputs.shared());
  }

  /** The part of a victim up to an inner vertex. */
  private Dl4jVictim(Dl4jVictim whole, String vertex) {
    this.structures = whole.structures;
    this.inputs = whole.inputs.afresh();
    this.classes = whole.classes;
    this.twin = TwinGraph.upTo(vertex, structures.get(), inputs.shared());
    this.makeDual = whole.makeDual; // not used: activations are differentiated once
  }

  /**
   * Creates the classifier of a graph with one input and one output.
   *
   * @throws IllegalArgumentException if the graph has more than one input or output, its last layer
   *     has no logits, or it purifies its images ({@code PurifiedNetwork.classifierOf} gives the
   *     classifier of such a graph)
   */
  public static Dl4jVictim of(ComputationGraph network) {
    return of(network, NetworkPorts.standard());
  }

  /**
   * Creates the classifier of a graph.
   *
   * @param ports which of its inputs is the image, how it is encoded, and which output is the
   *     classification
   * @throws IllegalArgumentException if the classification depends on another input, its layer has
   *     no logits, or it depends on purified images
   */
  public static Dl4jVictim of(ComputationGraph network, NetworkPorts ports) {
    return new Dl4jVictim(
        () -> NetworkStructure.of(network, ports), ports.encoding(), network::params);
  }

  /**
   * Creates the classifier of a network of layers.
   *
   * @throws IllegalArgumentException if its last layer has no logits, or it purifies its images
   *     ({@code PurifiedNetwork.classifierOf} gives the classifier of such a network)
   */
  public static Dl4jVictim of(MultiLayerNetwork network) {
    return of(network, InputEncoding.of(network));
  }

  /**
   * Creates the classifier of a network of layers.
   *
   * @param encoding how its input encodes images
   * @throws IllegalArgumentException if its last layer has no logits, or it purifies its images
   */
  public static Dl4jVictim of(MultiLayerNetwork network, InputEncoding encoding) {
    return new Dl4jVictim(
        () -> NetworkStructure.of(network), Optional.of(encoding), network::params);
  }

  /**
   * Creates the classifier of a graph with one of its vertices, which has no parameters, bypassed.
   *
   * @param ports as in {@link #of(ComputationGraph, NetworkPorts)}
   */
  public static Dl4jVictim without(String vertex, ComputationGraph network, NetworkPorts ports) {
    return new Dl4jVictim(
        () -> NetworkStructure.of(network, ports).without(vertex),
        ports.encoding(),
        network::params);
  }

  /**
   * Creates the classifier of a network of layers without its first layer, which has no parameters.
   *
   * @param encoding how its input encodes images
   */
  public static Dl4jVictim withoutFirstLayer(MultiLayerNetwork network, InputEncoding encoding) {
    String first = NetworkStructure.of(network).order().get(1);
    return new Dl4jVictim(
        () -> NetworkStructure.of(network).without(first), Optional.of(encoding), network::params);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public INDArray logits(INDArray images) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      inputs.synchronise();
      try (INDArray input = inputs.toNetwork(images)) {
        return inputs.through(images, () -> twin.logits(input)).castTo(images.dataType());
      }
    }
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public Tape record(INDArray images) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      inputs.synchronise();
      return new TwinTape(twin, inputs, images);
    }
  }

  /**
   * {@inheritDoc} Exact if the network consists of affine maps, of activations that are piecewise
   * linear, tanh, sigmoid, softplus, swish or ELU, and of max pooling.
   */
  @Override
  public SecondDerivative secondDerivative() {
    return twin.isDual() ? SecondDerivative.EXACT : SecondDerivative.DIFFERENCES;
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public DualTape recordAlong(INDArray images, INDArray direction) {
    if (secondDerivative() == SecondDerivative.DIFFERENCES) {
      return Classifier.super.recordAlong(images, direction);
    }
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (dual.isEmpty()) {
        dual = Optional.of(makeDual.get());
      }
      return new DualTwinTape(dual.get(), inputs, this::record, images, new Direction(direction));
    }
  }

  /** {@inheritDoc} They are the layers and vertices on the way to the logits. */
  @Override
  public List<String> innerLayers() {
    return structures.get().innerVertices();
  }

  /** {@inheritDoc} It follows changes of the network's parameters, as this classifier does. */
  @Override
  public LayerActivations innerLayer(String name) {
    Dl4jVictim part = new Dl4jVictim(this, name);
    return new LayerActivations() {
      @Override
      public Tape record(INDArray images) {
        Tape tape = part.record(images);
        return new FlatTape(tape, tape.output().shape());
      }

      @Override
      public void close() {
        part.close();
      }
    };
  }

  /** Frees the calling thread's working memory; a later call allocates it again. */
  @Override
  public void close() {
    twin.release();
    dual.ifPresent(TwinGraph::release);
  }
}
