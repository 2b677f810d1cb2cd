package org.purify4j.layers;

import java.io.Serial;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of DL4J's batch normalisation, computed in inference by one ND4J operation instead
 * of several broadcasts, which take some twenty times longer. The running variance is kept as it
 * is, not as a logarithm. Parameters, JSON properties and results are those of {@link
 * BatchNormalization}.
 */
public final class NativeBatchNormalizationLayer extends BatchNormalization {
  @Serial private static final long serialVersionUID = 1L;

  /** For reading JSON. */
  NativeBatchNormalizationLayer() {}

  /**
   * @param channels number of channels
   * @param epsilon added to the variance
   * @param decay share of the running statistics that a training step keeps
   */
  public NativeBatchNormalizationLayer(int channels, double epsilon, double decay) {
    setNIn(channels);
    setNOut(channels);
    setEps(epsilon);
    setDecay(decay);
    setUseLogStd(false);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray parameters,
      boolean initializeParameters,
      DataType networkType) {
    NativeBatchNormalizationRuntime runtime =
        new NativeBatchNormalizationRuntime(conf, networkType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(parameters);
    runtime.setParamTable(initializer().init(conf, parameters, initializeParameters));
    return runtime;
  }
}
