package org.purify4j.diffusion.engine.samediff;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Parameters;

/**
 * The graph that a network is written into, and the weights it is written with.
 *
 * @param graph the graph
 * @param weights every parameter
 * @param type of the constants
 */
record EmitterScope(SameDiff graph, Map<String, INDArray> weights, DataType type) {

  /** The values of a parameter as the checkpoint has them. */
  INDArray raw(String name) {
    return Parameters.required(weights, name);
  }

  /** A parameter as the checkpoint has it. */
  SDVariable weight(String name) {
    return constant(name, raw(name));
  }

  /** A parameter in another shape. */
  SDVariable weight(String name, long... shape) {
    return constant(name, raw(name).reshape('c', shape));
  }

  /** A constant under the name of a parameter. */
  SDVariable constant(String name, INDArray array) {
    return graph.constant(name, array.castTo(type).dup('c'));
  }

  /** A constant without a name. */
  SDVariable constant(INDArray array) {
    return graph.constant(array.castTo(type).dup('c'));
  }
}
