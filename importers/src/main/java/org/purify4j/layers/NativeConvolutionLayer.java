package org.purify4j.layers;

import java.io.Serial;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of DL4J's convolution, computed by ND4J's conv2d operation in float32.
 *
 * <p>DL4J 1.0.0-M2.1 has a helper that does so, but looks it up under a class name that no longer
 * exists, and falls back on im2col, which is some twenty times slower on a CPU. Parameters, JSON
 * properties and results are those of {@link ConvolutionLayer}.
 */
public final class NativeConvolutionLayer extends ConvolutionLayer {
  @Serial private static final long serialVersionUID = 1L;

  /** For reading JSON. */
  NativeConvolutionLayer() {}

  /**
   * @param builder all settings, as for the plain layer
   */
  public NativeConvolutionLayer(ConvolutionLayer.Builder builder) {
    super(builder);
    initializeConstraints(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray parameters,
      boolean initializeParameters,
      DataType networkType) {
    NativeConvolutionRuntime runtime = new NativeConvolutionRuntime(conf, networkType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(parameters);
    runtime.setParamTable(initializer().init(conf, parameters, initializeParameters));
    return runtime;
  }
}
