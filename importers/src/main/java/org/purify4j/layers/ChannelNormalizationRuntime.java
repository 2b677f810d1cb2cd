package org.purify4j.layers;

import java.io.Serial;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/** Runtime of {@link ChannelNormalizationLayer}. */
final class ChannelNormalizationRuntime extends ImageLayerRuntime<ChannelNormalizationLayer> {
  @Serial private static final long serialVersionUID = 1L;

  private static final int CHANNELS = 1;

  private final INDArray mean;
  private final INDArray std;

  ChannelNormalizationRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    ImageNormalization normalization = layerConf().normalization();
    this.mean = vector(normalization.mean(), type);
    this.std = vector(normalization.std(), type);
  }

  @Override
  long[] outputShape(long[] input) {
    return input;
  }

  @Override
  void forward(INDArray in, INDArray out) {
    Broadcast.sub(in, mean, out, CHANNELS);
    Broadcast.div(out, std, out, CHANNELS);
  }

  @Override
  void backward(INDArray epsilon, INDArray gradient) {
    Broadcast.div(epsilon, std, gradient, CHANNELS);
  }

  @Override
  public Layer clone() {
    return new ChannelNormalizationRuntime(conf.clone(), dataType);
  }

  @SuppressWarnings("try") // the scope is left on close, and not otherwise used
  private static INDArray vector(List<Double> values, DataType type) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
      return Nd4j.createFromArray(numbers).castTo(type);
    }
  }
}
