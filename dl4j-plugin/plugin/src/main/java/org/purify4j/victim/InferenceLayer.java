package org.purify4j.victim;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of a layer that behaves in training as it does in inference. It wraps the original
 * configuration and has that one's parameters.
 */
abstract class InferenceLayer extends BaseWrapperLayer {
  private static final long serialVersionUID = 1L;

  InferenceLayer(org.deeplearning4j.nn.conf.layers.Layer original) {
    super(original);
    setLayerName(original.getLayerName());
  }

  /** The layer itself, without parameters yet. */
  abstract Layer runtime(NeuralNetConfiguration original, DataType type);

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    NeuralNetConfiguration inner = conf.clone();
    inner.setLayer(getUnderlying());
    Layer layer = runtime(inner, networkDataType);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(
        getUnderlying().initializer().init(inner, layerParamsView, initializeParams));
    return layer;
  }
}
