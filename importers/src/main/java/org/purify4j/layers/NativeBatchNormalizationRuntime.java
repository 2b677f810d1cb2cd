package org.purify4j.layers;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import java.io.Serial;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runtime of {@link NativeBatchNormalizationLayer} for images {@code [n, c, h, w]} of the network's
 * data type; DL4J's own for everything else.
 *
 * <p>The gradient is that of Ioffe and Szegedy (2015, §3): with x̂ = (x − μ)/√(σ² + ε) and g =
 * ∂L/∂y, ∂L/∂x = γ/√(σ² + ε) · (g − mean(g) − x̂·mean(g·x̂)), the means being over a channel.
 */
final class NativeBatchNormalizationRuntime extends BatchNormalization {
  @Serial private static final long serialVersionUID = 1L;

  private static final int IMAGES = 4;

  /** Statistics of the batch, if the last forward pass was a native one in training. */
  private transient @Nullable BatchStatistics statistics;

  /** Whether the last forward pass left nothing behind for DL4J's backward pass. */
  private boolean stateless;

  NativeBatchNormalizationRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public INDArray preOutput(INDArray x, TrainingMode mode, LayerWorkspaceMgr workspaces) {
    boolean supported = x.rank() == IMAGES && x.dataType() == dataType;
    statistics = null;
    stateless = supported && mode == TrainingMode.TEST;
    if (!supported) {
      return super.preOutput(x, mode, workspaces);
    }
    INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    if (stateless) {
      INDArray gain = gain(vector(GLOBAL_VAR));
      INDArray shift = vector(BETA).sub(vector(GLOBAL_MEAN).mul(gain));
      ChannelOperations.affine(x, gain, shift, out);
    } else {
      statistics = BatchStatistics.of(x, out, workspaces);
      ChannelOperations.affine(out, gain(statistics.variance()), vector(BETA), out);
    }
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (statistics != null) {
      return nativeGradient(statistics, ChannelOperations.contiguous(epsilon), workspaces);
    }
    if (stateless) {
      super.preOutput(input, TrainingMode.TEST, workspaces);
    }
    return super.backpropGradient(epsilon, workspaces);
  }

  private Pair<Gradient, INDArray> nativeGradient(
      BatchStatistics batch, INDArray g, LayerWorkspaceMgr workspaces) {
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, g.shape(), 'c');
    ChannelOperations.add(input, batch.mean().neg(), dx);
    INDArray inverse = inverseDeviation(batch.variance());
    INDArray sum = ChannelOperations.sum(g);
    INDArray dGamma = ChannelOperations.dot(g, dx).muli(inverse);

    INDArray gain = vector(GAMMA).mul(inverse);
    INDArray ofDeviation = gain.mul(inverse).muli(dGamma).divi(-batch.count());
    INDArray ofOne = gain.mul(sum).divi(-batch.count());
    ChannelOperations.affine(dx, ofDeviation, ofOne, dx);
    dx.addi(g.mul(gain.reshape(1, gain.length(), 1, 1)));

    Gradient gradient = new DefaultGradient();
    set(gradient, GAMMA, dGamma);
    set(gradient, BETA, sum);
    set(gradient, GLOBAL_MEAN, towards(GLOBAL_MEAN, batch.mean()));
    set(gradient, GLOBAL_VAR, towards(GLOBAL_VAR, batch.unbiasedVariance()));
    return new Pair<>(gradient, dx);
  }

  private INDArray gain(INDArray variance) {
    return inverseDeviation(variance).muli(vector(GAMMA));
  }

  private INDArray inverseDeviation(INDArray variance) {
    return BatchStatistics.inverseDeviation(variance, layerConf().getEps());
  }

  /** What DL4J subtracts from a running statistic, so that it keeps its share of the old value. */
  private INDArray towards(String parameter, INDArray ofBatch) {
    return vector(parameter).sub(ofBatch).muli(1 - layerConf().getDecay());
  }

  private void set(Gradient gradient, String parameter, INDArray values) {
    INDArray view = Objects.requireNonNull(gradientViews.get(parameter), parameter);
    view.assign(values.reshape(view.shape()));
    gradient.setGradientFor(parameter, view);
  }

  private INDArray vector(String parameter) {
    INDArray values = getParam(parameter);
    return values.reshape(values.length());
  }

  @Override
  public void clear() {
    super.clear();
    statistics = null;
  }
}
