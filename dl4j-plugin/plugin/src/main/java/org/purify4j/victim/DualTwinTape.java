package org.purify4j.victim;

import java.util.function.Function;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.Direction;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;

/**
 * The tape of a forward pass of a dual twin along a direction of ordinary length; after another
 * pass of the twin, it is repeated. It is made outside all workspaces.
 */
final class DualTwinTape implements DualTape {
  private final TwinGraph graph;
  private final TwinInput inputs;
  private final Function<INDArray, Tape> record;
  private final INDArray images;
  private final Direction direction;
  private final INDArray logits;
  private final INDArray tangent;
  private INDArray input;

  /**
   * @param graph the dual twin
   * @param record records a pass of images without a direction
   */
  DualTwinTape(
      TwinGraph graph,
      TwinInput inputs,
      Function<INDArray, Tape> record,
      INDArray images,
      Direction direction) {
    this.graph = graph;
    this.inputs = inputs;
    this.record = record;
    this.images = images;
    this.direction = direction;
    this.input = input();
    INDArray rows = inputs.through(images, this::forward);
    this.logits = DualRows.values(rows).castTo(images.dataType()).dup('c');
    this.tangent =
        direction.timesLength(DualRows.tangents(rows).castTo(images.dataType()).dup('c'));
  }

  private INDArray input() {
    inputs.synchronise();
    return DualRows.withoutConstant(inputs.toNetwork(DualRows.of(images, direction.unit())));
  }

  /** A twin without curvature need not keep the pass. */
  private INDArray forward() {
    return graph.isStraight() ? graph.logits(input) : graph.record(input);
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
    try (Tape tape = record.apply(images)) {
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
    TwinTape.requireShape(cotangent, logits);
    TwinTape.requireShape(change, logits);
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (!graph.keeps(input)) {
        input = input();
        graph.record(input);
      }
      INDArray rows = DualRows.of(cotangent, change).castTo(inputs.type());
      return inputs.fromNetwork(graph.gradient(rows), images);
    }
  }

  @Override
  public void close() {
    if (graph.keeps(input)) {
      graph.end();
    }
  }
}
