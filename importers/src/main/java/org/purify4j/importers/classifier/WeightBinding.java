package org.purify4j.importers.classifier;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.importers.checkpoint.Checkpoint;

/**
 * Says which tensor of a checkpoint is which parameter of a DL4J layer.
 *
 * @param tensor name in the checkpoint
 * @param layer name of the DL4J layer
 * @param parameter name of its parameter
 * @param shape sizes of the tensor
 * @param layout how the tensor lies in the parameter
 */
record WeightBinding(String tensor, String layer, String parameter, long[] shape, Layout layout) {
  /** How a tensor lies in a parameter. */
  enum Layout {
    /** Element by element. */
    SAME,
    /** PyTorch's [out, in] in DL4J's [in, out]. */
    TRANSPOSED,
    /** PyTorch's [channels, 1, height, width] in DL4J's [height, width, channels, 1]. */
    DEPTHWISE
  }

  static WeightBinding same(String tensor, String layer, String parameter, long... shape) {
    return new WeightBinding(tensor, layer, parameter, shape, Layout.SAME);
  }

  static WeightBinding transposed(String tensor, String layer, String parameter, long... shape) {
    return new WeightBinding(tensor, layer, parameter, shape, Layout.TRANSPOSED);
  }

  static WeightBinding depthwise(String tensor, String layer, String parameter, long... shape) {
    return new WeightBinding(tensor, layer, parameter, shape, Layout.DEPTHWISE);
  }

  /** Copies the tensor, of which the shape was checked, into the parameter. */
  void load(Checkpoint checkpoint, ComputationGraph graph) {
    INDArray target = graph.getLayer(layer).getParam(parameter);
    try (INDArray values = checkpoint.tensor(tensor)) {
      INDArray laidOut =
          switch (layout) {
            case SAME -> values;
            case TRANSPOSED -> values.transpose();
            case DEPTHWISE -> values.permute(2, 3, 0, 1);
          };
      target.assign(laidOut.reshape(target.shape()));
    }
  }
}
