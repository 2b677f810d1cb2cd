package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runtime of {@link PaddedShortcutLayer}. */
final class PaddedShortcutRuntime extends ImageLayerRuntime<PaddedShortcutLayer> {
  @Serial private static final long serialVersionUID = 1L;

  PaddedShortcutRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  long[] outputShape(long[] input) {
    return new long[] {
      input[0],
      input[1] + 2L * layerConf().padding(),
      (input[2] + 1) / PaddedShortcutLayer.STRIDE,
      (input[3] + 1) / PaddedShortcutLayer.STRIDE
    };
  }

  @Override
  void forward(INDArray in, INDArray out) {
    inner(out, in.size(1)).assign(kept(in));
  }

  @Override
  void backward(INDArray epsilon, INDArray gradient) {
    kept(gradient).assign(inner(epsilon, gradient.size(1)));
  }

  @Override
  public Layer clone() {
    return new PaddedShortcutRuntime(conf.clone(), dataType);
  }

  /** The pixels that are kept, as a view. */
  private static INDArray kept(INDArray images) {
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(0, PaddedShortcutLayer.STRIDE, images.size(2)),
        NDArrayIndex.interval(0, PaddedShortcutLayer.STRIDE, images.size(3)));
  }

  /** The channels between the zeros, as a view. */
  private INDArray inner(INDArray images, long channels) {
    int padding = layerConf().padding();
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(padding, padding + channels),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }
}
