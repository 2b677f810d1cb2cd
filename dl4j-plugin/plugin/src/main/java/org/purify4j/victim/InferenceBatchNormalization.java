package org.purify4j.victim;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of a batch normalisation that uses its running statistics in forward and backward
 * pass. It wraps the original configuration and has the same parameters.
 */
final class InferenceBatchNormalization extends BaseWrapperLayer {
  private static final long serialVersionUID = 1L;

  InferenceBatchNormalization(BatchNormalization original) {
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
    FixedAffineLayer layer = new FixedAffineLayer(inner, networkDataType);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(
        getUnderlying().initializer().init(inner, layerParamsView, initializeParams));
    return layer;
  }
}
