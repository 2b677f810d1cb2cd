package org.purify4j.victim;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation in inference mode: y = x·γ/√(var + ε) + (β − mean·γ/√(var + ε)) per channel,
 * and its gradient with respect to x only.
 *
 * <p>The input is {@code [n, c]}, {@code [n, c, h, w]} or, if so configured, {@code [n, h, w, c]}.
 * The two coefficients are computed from the parameters at each forward pass, so that training the
 * network they belong to takes effect.
 */
final class FixedAffineLayer extends BaseLayer<BatchNormalization> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable INDArray scale;

  FixedAffineLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray x = input.castTo(dataType);
    BatchNormalization settings = layerConf();
    INDArray inverseDeviation = Transforms.pow(variance().addi(settings.getEps()), -0.5, false);
    INDArray gain = inverseDeviation;
    INDArray shift = getParam(GLOBAL_MEAN).mul(inverseDeviation).negi();
    if (settings.isLockGammaBeta()) {
      gain = gain.muli(settings.getGamma());
      shift = shift.muli(settings.getGamma()).addi(settings.getBeta());
    } else {
      gain = gain.muli(getParam(GAMMA));
      shift = shift.muli(getParam(GAMMA)).addi(getParam(BETA));
    }
    scale = gain.reshape(broadcastShape(x));
    INDArray y = x.mul(scale).addi(shift.reshape(broadcastShape(x)));
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, y);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray slope = Objects.requireNonNull(scale, "scale: there is none before a forward pass");
    return new Pair<>(
        new DefaultGradient(),
        workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, epsilon.castTo(dataType).mul(slope)));
  }

  /** Returns a fresh array with the running variance of each channel. */
  private INDArray variance() {
    if (!layerConf().isUseLogStd()) {
      return getParam(GLOBAL_VAR).dup();
    }
    INDArray logDeviation = getParam(GLOBAL_LOG_STD);
    return Transforms.pow(
        Nd4j.valueArrayOf(logDeviation.shape(), 10.0, logDeviation.dataType()),
        logDeviation.mul(2),
        false);
  }

  private long[] broadcastShape(INDArray x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    boolean channelsLast = x.rank() == 4 && layerConf().getCnn2DFormat() == CNN2DFormat.NHWC;
    int axis = channelsLast ? 3 : 1;
    if ((x.rank() != 2 && x.rank() != 4) || x.size(axis) != layerConf().getNOut()) {
      throw new IllegalArgumentException(
          "input of batch normalisation "
              + layerConf().getLayerName()
              + ": got shape "
              + Arrays.toString(x.shape())
              + ", must be of rank 2 or 4 with "
              + layerConf().getNOut()
              + " channels");
    }
    shape[axis] = x.size(axis);
    return shape;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clear() {
    super.clear();
    scale = null;
  }
}
