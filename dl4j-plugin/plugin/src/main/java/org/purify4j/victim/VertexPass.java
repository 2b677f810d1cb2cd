package org.purify4j.victim;

import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a twin runs one of its vertices, whose inputs are set. */
interface VertexPass {
  /** Returns the value of a vertex. */
  INDArray forward(GraphVertex vertex, LayerWorkspaceMgr arrays);

  /** Returns the gradients of its inputs, after {@link #forward}. */
  INDArray[] backward(GraphVertex vertex, INDArray ofValue, LayerWorkspaceMgr arrays);

  /** Forgets what a pass has kept. */
  default void clear() {}

  /** What DL4J itself does in training mode. */
  final class Plain implements VertexPass {
    @Override
    public INDArray forward(GraphVertex vertex, LayerWorkspaceMgr arrays) {
      return vertex.doForward(true, arrays);
    }

    @Override
    public INDArray[] backward(GraphVertex vertex, INDArray ofValue, LayerWorkspaceMgr arrays) {
      vertex.setEpsilon(ofValue);
      return vertex.doBackward(false, arrays).getSecond();
    }
  }
}
