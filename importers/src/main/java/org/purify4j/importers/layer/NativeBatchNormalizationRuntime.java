package org.purify4j.importers.layer;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runtime of {@link NativeBatchNormalization}: DL4J's own but for the forward pass in inference.
 */
final class NativeBatchNormalizationRuntime extends BatchNormalization {
  @Serial private static final long serialVersionUID = 1L;

  private static final int IMAGES = 4;
  private static final int CHANNELS = 1;

  /** Whether the last forward pass left nothing behind for DL4J's backward pass. */
  private boolean stateless;

  NativeBatchNormalizationRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray preOutput(INDArray x, TrainingMode mode, LayerWorkspaceMgr workspaces) {
    stateless = mode == TrainingMode.TEST && x.rank() == IMAGES && x.dataType() == dataType;
    if (!stateless) {
      return super.preOutput(x, mode, workspaces);
    }
    INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(
                x,
                vector(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                vector(BatchNormalizationParamInitializer.GLOBAL_VAR),
                vector(BatchNormalizationParamInitializer.GAMMA),
                vector(BatchNormalizationParamInitializer.BETA))
            .addOutputs(out)
            .addIntegerArguments(1, 1, CHANNELS)
            .addFloatingPointArguments(layerConf().getEps())
            .build());
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (stateless) {
      super.preOutput(input, TrainingMode.TEST, workspaces);
    }
    return super.backpropGradient(epsilon, workspaces);
  }

  private INDArray vector(String parameter) {
    INDArray values = getParam(parameter);
    return values.reshape(values.length());
  }
}
