package org.purify4j.bench;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/**
 * TorchScript in libtorch, through DJL, differentiated by its input alone.
 *
 * <p>DJL loads parameters either as inference tensors, which autograd refuses, or ({@code
 * trainParam}) as trainable ones, whose gradients libtorch would compute too. So they are loaded as
 * trainable, and then frozen.
 */
final class LibtorchGradient implements Network {
  private final Model model = Model.newInstance("unet-10m", "PyTorch");
  private final NDManager manager = model.getNDManager();
  private final ParameterStore parameters = new ParameterStore(manager, false);
  private final NDArray x;
  private final NDArray times;
  private final NDArray cotangent;

  LibtorchGradient(Inputs given) throws IOException, MalformedModelException {
    model.load(BenchFiles.of("unet-10m.ts"), null, Map.of("trainParam", "true"));
    model.getBlock().freezeParameters(true);
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      if (parameter.getArray().hasGradient()) {
        throw new IllegalStateException(parameter.getName() + ": got trainable, must be frozen");
      }
    }
    x = manager.create(given.x(), new Shape(given.imageShape()));
    times = manager.create(given.times());
    cotangent = manager.create(given.cotangent(), new Shape(given.outputShape()));
  }

  /** Gives the gradient of {@code <output, cotangent>} to a reader. */
  private <T> T gradient(Function<NDArray, T> reader) {
    try (NDManager call = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray leaf = x.duplicate(); // in one that is used again, gradients add up
      leaf.attach(call);
      leaf.setRequiresGradient(true);
      NDArray output =
          model.getBlock().forward(parameters, new NDList(leaf, times), true).singletonOrThrow();
      collector.backward(output.mul(cotangent).sum());
      return reader.apply(leaf.getGradient());
    }
  }

  @Override
  public Object call() {
    return gradient(NDArray::getShape);
  }

  @Override
  public float[] answer() {
    return gradient(NDArray::toFloatArray);
  }

  @Override
  public void close() {
    model.close();
  }
}
