package org.purify4j.bench;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Map;

/** TorchScript in libtorch, through DJL, in inference mode. */
final class LibtorchForward implements Network {
  private final Model model = Model.newInstance("unet-10m", "PyTorch");
  private final ParameterStore parameters = new ParameterStore(model.getNDManager(), false);
  private final NDList inputs;

  LibtorchForward(Inputs given) throws IOException, MalformedModelException {
    model.load(BenchFiles.of("unet-10m.ts"), null, Map.of("trainParam", "false"));
    NDArray x = model.getNDManager().create(given.x(), new Shape(given.imageShape()));
    inputs = new NDList(x, model.getNDManager().create(given.times()));
  }

  private NDList output() {
    return model.getBlock().forward(parameters, inputs, false);
  }

  @Override
  public Object call() {
    try (NDList output = output()) {
      return output.get(0).getShape();
    }
  }

  @Override
  public float[] answer() {
    try (NDList output = output()) {
      return output.get(0).toFloatArray();
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
