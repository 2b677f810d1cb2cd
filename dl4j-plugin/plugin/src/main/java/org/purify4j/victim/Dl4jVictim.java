package org.purify4j.victim;

import java.util.Arrays;
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
  private final Supplier<INDArray> parameters;
  private final INDArray shared;
  private final TwinGraph twin;
  private final InputEncoding encoding;
  private final FittingImages fitting;
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
    this.parameters = parameters;
    this.shared = parameters.get();
    this.encoding = encoding.orElseGet(structure::encoding);
    this.fitting = FittingImages.of(structure);
    this.classes = ClassCount.of(structure);
    this.twin = TwinGraph.of(structure, shared);
    this.makeDual = () -> TwinGraph.dual(structures.get(), shared);
  }

  /** The part of a victim up to an inner vertex. */
  private Dl4jVictim(Dl4jVictim whole, String vertex) {
    this.structures = whole.structures;
    this.parameters = whole.parameters;
    this.shared = parameters.get();
    this.encoding = whole.encoding;
    this.fitting = whole.fitting;
    this.classes = whole.classes;
    this.twin = TwinGraph.upTo(vertex, structures.get(), shared);
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
      synchronise();
      INDArray input = toNetwork(images);
      INDArray logits = fitting.through(images, () -> twin.logits(input)).castTo(images.dataType());
      input.close();
      return logits;
    }
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public Tape record(INDArray images) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      synchronise();
      INDArray input = toNetwork(images);
      INDArray logits = fitting.through(images, () -> twin.record(input));
      return new Recorded(images, input, logits.castTo(images.dataType()));
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
      return new RecordedAlong(dual.get(), images, new Direction(direction));
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

  /** A tape whose output has one row for each image. */
  private record FlatTape(Tape tape, long[] shape) implements Tape {
    @Override
    public INDArray output() {
      return tape.output().reshape('c', shape[0], tape.output().length() / shape[0]);
    }

    @Override
    public INDArray gradient(INDArray cotangent) {
      return tape.gradient(cotangent.dup('c').reshape('c', shape));
    }

    @Override
    public void close() {
      tape.close();
    }
  }

  /** Frees the calling thread's working memory; a later call allocates it again. */
  @Override
  public void close() {
    twin.release();
    dual.ifPresent(TwinGraph::release);
  }

  /** Copies the network's parameters if it now holds them in another array. */
  private void synchronise() {
    INDArray current = parameters.get();
    if (current != shared) {
      shared.assign(current);
    }
  }

  /** Encodes images in a fresh array of the network's data type. */
  private INDArray toNetwork(INDArray images) {
    return encoding.toInput(images.castTo(shared.dataType()));
  }

  private INDArray fromNetwork(INDArray gradient, INDArray images) {
    return encoding.ofImages(gradient).castTo(images.dataType()).reshape('c', images.shape());
  }

  private static void requireShape(INDArray cotangent, INDArray logits) {
    if (!Arrays.equals(cotangent.shape(), logits.shape())) {
      throw new IllegalArgumentException(
          "cotangent: got shape "
              + Arrays.toString(cotangent.shape())
              + ", must be that of the logits, "
              + Arrays.toString(logits.shape()));
    }
  }

  /** The tape of a forward pass of the twin, which keeps the arrays of its last pass only. */
  private final class Recorded implements Tape {
    private final INDArray images;
    private final INDArray input;
    private final INDArray logits;

    Recorded(INDArray images, INDArray input, INDArray logits) {
      this.images = images;
      this.input = input;
      this.logits = logits;
    }

    @Override
    public INDArray output() {
      return logits;
    }

    @Override
    @SuppressWarnings("try") // the scope is left by closing it
    public INDArray gradient(INDArray cotangent) {
      requireShape(cotangent, logits);
      try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        if (!twin.keeps(input)) {
          synchronise();
          twin.record(toNetwork(images));
        }
        return fromNetwork(twin.gradient(cotangent.castTo(shared.dataType()).dup('c')), images);
      }
    }

    @Override
    public void close() {
      if (twin.keeps(input)) {
        twin.end();
      }
    }
  }

  /** The tape of a forward pass of the dual twin along a direction of ordinary length. */
  private final class RecordedAlong implements DualTape {
    private final TwinGraph graph;
    private final INDArray images;
    private final Direction direction;
    private final INDArray logits;
    private final INDArray tangent;
    private INDArray input;

    RecordedAlong(TwinGraph graph, INDArray images, Direction direction) {
      this.graph = graph;
      this.images = images;
      this.direction = direction;
      this.input = input();
      INDArray rows =
          fitting.through(
              images, () -> graph.isStraight() ? graph.logits(input) : graph.record(input));
      this.logits = DualRows.values(rows).castTo(images.dataType()).dup('c');
      this.tangent =
          direction.timesLength(DualRows.tangents(rows).castTo(images.dataType()).dup('c'));
    }

    private INDArray input() {
      synchronise();
      return DualRows.withoutConstant(toNetwork(DualRows.of(images, direction.unit())));
    }

    @Override
    public INDArray output() {
      return logits;
    }

    @Override
    public INDArray outputTangent() {
      return tangent;
    }

    @Override
    public INDArray gradient(INDArray cotangent) {
      try (Tape tape = record(images)) {
        return tape.gradient(cotangent);
      }
    }

    @Override
    public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
      if (graph.isStraight()) {
        return gradient(cotangentTangent);
      }
      INDArray change = direction.overLength(cotangentTangent.dup('c'));
      return direction.timesLength(DualRows.tangents(backward(cotangent, change)).dup('c'));
    }

    @SuppressWarnings("try") // the scope is left by closing it
    private INDArray backward(INDArray cotangent, INDArray change) {
      requireShape(cotangent, logits);
      requireShape(change, logits);
      try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        if (!graph.keeps(input)) {
          input = input();
          graph.record(input);
        }
        INDArray rows = DualRows.of(cotangent, change).castTo(shared.dataType());
        return encoding.ofImages(graph.gradient(rows)).castTo(images.dataType());
      }
    }

    @Override
    public void close() {
      if (graph.keeps(input)) {
        graph.end();
      }
    }
  }
}
