package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.PackedWeights.Form;
import org.purify4j.diffusion.engine.vector.Taps.Direction;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Convolution.WeightOrder;

/**
 * A convolution layer. Its input gradient is again a convolution, with the kernel turned by 180°
 * and its channels swapped; for stride 2 the output gradient is first spread out with zeros between
 * (Dumoulin and Visin 2016, section 4).
 */
final class ConvolutionLayer implements VectorKernel {
  /**
   * Fewer tiles of an image, or channels, do not repay the transforms. What is chosen must not
   * depend on the batch: so no bit of an image's result does.
   */
  private static final int FEWEST_TILES = 4;

  private static final int FEWEST_CHANNELS = 16;

  private final Op.Convolution op;
  private final FeatureMap x;
  private final Window window;
  private final KernelResources resources;
  private final Runnable forward;

  ConvolutionLayer(
      Op.Convolution op,
      FeatureMap x,
      FeatureMap y,
      ResidualSum residual,
      KernelResources resources) {
    this.op = op;
    this.x = x;
    this.window = new Window(op.kernel(), op.stride(), op.padding());
    this.resources = resources;
    float[] bias =
        op.bias().map(resources.weights()::padded).orElseGet(() -> new float[y.stride()]);
    this.forward = pass(x, y, residual, bias, Direction.FORWARD, window);
  }

  private Runnable pass(
      FeatureMap x,
      FeatureMap y,
      ResidualSum residual,
      float[] bias,
      Direction direction,
      Window window) {
    if (transforms(window, x)) {
      PackedKernel kernel = resources.weights().kernel(op.weight(), Form.WINOGRAD, direction);
      return new WinogradPass(x, y, residual, bias, kernel, resources);
    }
    Direction read = op.order() == WeightOrder.OUT_IN ? direction : direction.other();
    PackedKernel kernel = resources.weights().kernel(op.weight(), Form.DIRECT, read);
    return new DirectPass(x, y, residual, bias, kernel, window, resources);
  }

  private boolean transforms(Window window, FeatureMap x) {
    return window.keepsSize()
        && window.size() == 3
        && resources.transforms()
        && WinogradPass.tilesOfAnImage(x) >= FEWEST_TILES
        && x.channels() >= FEWEST_CHANNELS;
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public boolean addsToTargets() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    FeatureMap target = targets[0].map();
    float[] none = new float[target.stride()];
    ResidualSum residual = ResidualSum.of(targets[0].plus());
    if (op.stride() == 1) {
      Window window = new Window(op.kernel(), 1, op.kernel() - 1 - op.padding());
      return pass(gradient, target, residual, none, Direction.BACKWARD, window);
    }
    FeatureMap spread = resources.buffers().acquire(Shapes.of(gradient, target));
    // the shift lets the padding be the same on all sides
    Window window = new Window(op.kernel(), 1, op.kernel() / 2);
    int shift = op.kernel() / 2 - op.padding();
    Runnable dilate = () -> MapResampling.spread(resources.workers(), gradient, spread, shift);
    Runnable convolve = pass(spread, target, residual, none, Direction.BACKWARD, window);
    resources.buffers().release(spread);
    return () -> {
      dilate.run();
      convolve.run();
    };
  }

  @Override
  public boolean learnsFromInput() {
    return true;
  }

  @Override
  public Runnable learn(FeatureMap gradient, LearnedWeights to) {
    return transforms(window, x)
        ? new WinogradWeightGradient(op, x, gradient, to, resources)
        : new DirectWeightGradient(op, window, x, gradient, to, resources);
  }
}
