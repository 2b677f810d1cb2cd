package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runtime of {@link ChannelRangeLayer}. */
final class ChannelRangeRuntime extends ImageLayerRuntime<ChannelRangeLayer> {
  @Serial private static final long serialVersionUID = 1L;

  ChannelRangeRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  long[] outputShape(long[] input) {
    return new long[] {input[0], layerConf().channels(), input[2], input[3]};
  }

  @Override
  void forward(INDArray in, INDArray out) {
    out.assign(passed(in));
  }

  @Override
  void backward(INDArray epsilon, INDArray gradient) {
    passed(gradient).assign(epsilon);
  }

  @Override
  public Layer clone() {
    return new ChannelRangeRuntime(conf.clone(), dataType);
  }

  /** The channels that are passed on, as a view. */
  private INDArray passed(INDArray images) {
    int first = layerConf().first();
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(first, first + layerConf().channels()),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }
}
