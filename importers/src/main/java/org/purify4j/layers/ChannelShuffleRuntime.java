package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link ChannelShuffleLayer}: one copy between two views of the same channels. */
final class ChannelShuffleRuntime extends ImageLayerRuntime<ChannelShuffleLayer> {
  @Serial private static final long serialVersionUID = 1L;

  ChannelShuffleRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  long[] outputShape(long[] input) {
    return input;
  }

  @Override
  void forward(INDArray in, INDArray out) {
    int groups = layerConf().groups();
    transpose(in, groups, out);
  }

  @Override
  void backward(INDArray epsilon, INDArray gradient) {
    transpose(epsilon, (int) epsilon.size(1) / layerConf().groups(), gradient);
  }

  @Override
  public Layer clone() {
    return new ChannelShuffleRuntime(conf.clone(), dataType);
  }

  /** Treats the channels as a matrix with this many rows and writes it column by column. */
  private static void transpose(INDArray from, int rows, INDArray to) {
    long n = from.size(0);
    long columns = from.size(1) / rows;
    long pixels = from.size(2) * from.size(3);
    to.reshape('c', n, columns, rows, pixels)
        .assign(from.reshape('c', n, rows, columns, pixels).permute(0, 2, 1, 3));
  }
}
