package org.purify4j.layers;

import java.io.Serial;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the runtimes of this package share: a linear map of images, without parameters.
 *
 * @param <C> the configuration
 */
abstract class ImageLayerRuntime<C extends ImageLayer> extends AbstractLayer<C> {
  @Serial private static final long serialVersionUID = 1L;

  ImageLayerRuntime(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /** Sizes of the output for this input. */
  abstract long[] outputShape(long[] input);

  /**
   * Writes the output.
   *
   * @param in {@code [n, c, h, w]}, not modified
   * @param out newly allocated, zero
   */
  abstract void forward(INDArray in, INDArray out);

  /**
   * Writes the gradient with respect to the input.
   *
   * @param epsilon gradient with respect to the output, not modified
   * @param gradient newly allocated, zero, of the shape of the input
   */
  abstract void backward(INDArray epsilon, INDArray gradient);

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray out =
        workspaces.create(ArrayType.ACTIVATIONS, input.dataType(), outputShape(input.shape()), 'c');
    forward(input, out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray gradient =
        workspaces.create(ArrayType.ACTIVATION_GRAD, epsilon.dataType(), input.shape(), 'c');
    backward(epsilon, gradient);
    return new Pair<>(new DefaultGradient(), gradient);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // there are no parameters
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnlyParameters) {
    return 0;
  }
}
