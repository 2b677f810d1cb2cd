package org.purify4j.diffusion.vector;

import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.vector.PackedWeights.Form;
import org.purify4j.diffusion.vector.Taps.Direction;

/**
 * A convolution layer. Its input gradient is again a convolution, with the kernel turned by 180°
 * and its channels swapped; for stride 2 the output gradient is first spread out with zeros between
 * (Dumoulin and Visin 2016, section 4).
 */
final class Convolution implements Kernel {
  /**
   * Fewer tiles of an image, or channels, do not repay the transforms. What is chosen must not
   * depend on the batch: so no bit of an image's result does.
   */
  private static final int FEWEST_TILES = 4;

  private static final int FEWEST_CHANNELS = 16;

  private final Op.Convolution op;
  private final FeatureMap x;
  private final Window window;
  private final Workshop workshop;
  private final Runnable forward;

  Convolution(Op.Convolution op, FeatureMap x, FeatureMap y, float[] plus, Workshop workshop) {
    this.op = op;
    this.x = x;
    this.window = new Window(op.kernel(), op.stride(), op.padding());
    this.workshop = workshop;
    float[] bias = workshop.weights().vector(op.bias());
    this.forward = pass(x, y, plus, bias, Direction.FORWARD, window);
  }

  private Runnable pass(
      FeatureMap x, FeatureMap y, float[] plus, float[] bias, Direction direction, Window window) {
    if (transforms(window, x)) {
      PackedKernel kernel = workshop.weights().kernel(op.weight(), Form.WINOGRAD, direction);
      return new WinogradPass(x, y, plus, bias, kernel, workshop);
    }
    PackedKernel kernel = workshop.weights().kernel(op.weight(), Form.DIRECT, direction);
    return new DirectPass(x, y, plus, bias, kernel, window, workshop);
  }

  private boolean transforms(Window window, FeatureMap x) {
    return window.keepsSize()
        && window.size() == 3
        && workshop.transforms()
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
    Window back = new Window(op.kernel(), 1, op.kernel() - 1 - op.padding());
    if (op.stride() == 1) {
      return pass(gradient, target, targets[0].plusData(), none, Direction.BACKWARD, back);
    }
    FeatureMap spread = workshop.buffers().acquire(Shapes.of(gradient, target));
    Runnable dilate = () -> Resample.spread(workshop.team(), gradient, spread);
    Runnable convolve = pass(spread, target, targets[0].plusData(), none, Direction.BACKWARD, back);
    workshop.buffers().release(spread);
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
        ? new WinogradWeightGradient(op, x, gradient, to, workshop)
        : new DirectWeightGradient(op, window, x, gradient, to, workshop);
  }
}
