package org.purify4j.victim;

import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.ConvolutionParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution with its activation, whose backward pass computes the gradient with respect to its
 * input only.
 *
 * <p>At stride 1 the gradient is itself a plain convolution, with the kernel rotated by half a turn
 * and its channels swapped, which is faster than the general backward operation; at other strides
 * the general operation is used.
 */
final class InputGradientConvolution extends BaseLayer<ConvolutionLayer> {
  private static final long serialVersionUID = 1L;

  private final ConvolutionKind kind;

  /** Output before the activation; null if the activation is the identity. */
  private transient @Nullable INDArray linear;

  InputGradientConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.kind = ConvolutionKind.of(layerConf());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    ConvolutionLayer settings = layerConf();
    INDArray x = contiguous(input);
    INDArray kernel = getParam(WEIGHT_KEY);
    int[] size =
        ConvolutionUtils.getOutputSize(
            x,
            settings.getKernelSize(),
            settings.getStride(),
            same() ? null : settings.getPadding(),
            settings.getConvolutionMode(),
            settings.getDilation(),
            settings.getCnn2dDataFormat());
    long[] shape =
        channelsLast()
            ? new long[] {x.size(0), size[0], size[1], kind.outputs(kernel)}
            : new long[] {x.size(0), kind.outputs(kernel), size[0], size[1]};
    INDArray z = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    INDArray[] operands =
        settings.hasBias()
            ? new INDArray[] {x, kernel, getParam(BIAS_KEY)}
            : new INDArray[] {x, kernel};
    Nd4j.exec(
        DynamicCustomOp.builder(kind.operation())
            .addInputs(operands)
            .addOutputs(z)
            .addIntegerArguments(arguments(settings.getStride(), settings.getPadding()))
            .build());
    if (settings.getActivationFn() instanceof ActivationIdentity) {
      return z;
    }
    linear = z;
    return settings
        .getActivationFn()
        .getActivation(workspaces.dup(ArrayType.ACTIVATIONS, z), training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray delta =
        linear == null
            ? epsilon
            : layerConf().getActivationFn().backprop(linear, epsilon).getFirst();
    INDArray gradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, input.shape().clone(), 'c');
    Nd4j.exec(
        isTransposable()
            ? transposed(contiguous(delta), gradient)
            : general(contiguous(delta), gradient));
    return new Pair<>(new DefaultGradient(), gradient);
  }

  /** Whether the input gradient is a convolution with symmetric, non-negative padding. */
  private boolean isTransposable() {
    ConvolutionLayer settings = layerConf();
    boolean transposable = true;
    for (int axis = 0; axis < 2; axis++) {
      int reach = reach(axis);
      transposable &= settings.getStride()[axis] == 1;
      transposable &= same() ? reach % 2 == 0 : settings.getPadding()[axis] <= reach;
    }
    return transposable;
  }

  private CustomOp transposed(INDArray delta, INDArray gradient) {
    int[] padding = layerConf().getPadding();
    INDArray rotated = kind.rotated(getParam(WEIGHT_KEY));
    return DynamicCustomOp.builder(kind.operation())
        .addInputs(delta, rotated)
        .addOutputs(gradient)
        .addIntegerArguments(
            arguments(new int[] {1, 1}, new int[] {reach(0) - padding[0], reach(1) - padding[1]}))
        .build();
  }

  private CustomOp general(INDArray delta, INDArray gradient) {
    INDArray kernel = getParam(WEIGHT_KEY);
    return DynamicCustomOp.builder(kind.operation() + "_bp")
        .addInputs(contiguous(input), kernel, delta)
        .addOutputs(gradient, Nd4j.createUninitialized(dataType, kernel.shape(), 'c'))
        .addIntegerArguments(arguments(layerConf().getStride(), layerConf().getPadding()))
        .build();
  }

  /** Returns how many pixels a kernel reaches beyond its first one along an axis. */
  private int reach(int axis) {
    return layerConf().getDilation()[axis] * (layerConf().getKernelSize()[axis] - 1);
  }

  private int[] arguments(int[] stride, int[] padding) {
    int[] kernel = layerConf().getKernelSize();
    int[] dilation = layerConf().getDilation();
    return new int[] {
      kernel[0],
      kernel[1],
      stride[0],
      stride[1],
      padding[0],
      padding[1],
      dilation[0],
      dilation[1],
      same() ? 1 : 0,
      channelsLast() ? 1 : 0,
      kind.kernelLayout()
    };
  }

  private INDArray contiguous(INDArray array) {
    INDArray typed = array.castTo(dataType);
    return typed.ordering() == 'c' && !typed.isView() ? typed : typed.dup('c');
  }

  private boolean same() {
    return layerConf().getConvolutionMode() == ConvolutionMode.Same;
  }

  private boolean channelsLast() {
    return layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public void clear() {
    super.clear();
    linear = null;
  }
}
