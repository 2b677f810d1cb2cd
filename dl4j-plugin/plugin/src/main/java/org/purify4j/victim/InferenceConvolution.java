package org.purify4j.victim;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of a two-dimensional convolution whose backward pass computes the input gradient
 * only, at about half the cost. It wraps the original configuration and has the same parameters.
 */
final class InferenceConvolution extends BaseWrapperLayer {
  private static final long serialVersionUID = 1L;

  InferenceConvolution(ConvolutionLayer original) {
    super(original);
    setLayerName(original.getLayerName());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    NeuralNetConfiguration inner = conf.clone();
    inner.setLayer(getUnderlying());
    InputGradientConvolution layer = new InputGradientConvolution(inner, networkDataType);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(
        getUnderlying().initializer().init(inner, layerParamsView, initializeParams));
    return layer;
  }
}
