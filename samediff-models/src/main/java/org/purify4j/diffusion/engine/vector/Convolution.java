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

  Convolution(Op.Convolution op, FeatureMap x, FeatureMap y, Addend addend, Workshop workshop) {
    this.op = op;
    this.x = x;
    this.window = new Window(op.kernel(), op.stride(), op.padding());
    this.workshop = workshop;
    float[] bias = op.bias().map(workshop.weights()::vector).orElseGet(() -> new float[y.stride()]);
    this.forward = pass(x, y, addend, bias, Direction.FORWARD, window);
  }

  private Runnable pass(
      FeatureMap x, FeatureMap y, Addend addend, float[] bias, Direction direction, Window window) {
    if (transforms(window, x)) {
      PackedKernel kernel = workshop.weights().kernel(op.weight(), Form.WINOGRAD, direction);
      return new WinogradPass(x, y, addend, bias, kernel, workshop);
    }
    Direction read = op.order() == WeightOrder.OUT_IN ? direction : direction.other();
    PackedKernel kernel = workshop.weights().kernel(op.weight(), Form.DIRECT, read);
    return new DirectPass(x, y, addend, bias, kernel, window, workshop);
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
    Addend addend = Addend.of(targets[0].plusData());
    if (op.stride() == 1) {
      Window window = new Window(op.kernel(), 1, op.kernel() - 1 - op.padding());
      return pass(gradient, target, addend, none, Direction.BACKWARD, window);
    }
    FeatureMap spread = workshop.buffers().acquire(Shapes.of(gradient, target));
    // the shift lets the padding be the same on all sides
    Window window = new Window(op.kernel(), 1, op.kernel() / 2);
    int shift = op.kernel() / 2 - op.padding();
    Runnable dilate = () -> Resample.spread(workshop.team(), gradient, spread, shift);
    Runnable convolve = pass(spread, target, addend, none, Direction.BACKWARD, window);
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
