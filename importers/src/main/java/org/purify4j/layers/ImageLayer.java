package org.purify4j.layers;

import java.io.Serial;
import java.util.Collection;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the configurations of this package share: no parameters, images in and out as NCHW. */
abstract class ImageLayer extends NoParamLayer {
  @Serial private static final long serialVersionUID = 1L;

  /** The runtime of this configuration. */
  abstract ImageLayerRuntime<?> runtime(NeuralNetConfiguration conf, DataType type);

  /** The type of the output for this input. */
  abstract InputTypeConvolutional output(InputTypeConvolutional input);

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray parameters,
      boolean initializeParameters,
      DataType networkType) {
    ImageLayerRuntime<?> runtime = runtime(conf, networkType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamTable(initializer().init(conf, parameters, initializeParameters));
    return runtime;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (inputType instanceof InputTypeConvolutional images
        && images.getFormat() == CNN2DFormat.NCHW) {
      return output(images);
    }
    throw new IllegalArgumentException(
        getLayerName() + ": got input " + inputType + ", must be images in NCHW order");
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return InputTypeUtil.getPreProcessorForInputTypeCnnLayers(inputType, getLayerName());
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
        .standardMemory(0, 0)
        .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }
}
