package org.purify4j.bench;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.purify4j.importers.npz.Npz;

/** {@code unet-10m} as TorchScript in libtorch, through DJL. */
@State(Scope.Benchmark)
public class LibtorchState {
  ZooModel<NDList, NDList> model;
  Predictor<NDList, NDList> predictor;
  NDManager manager;
  NDList inputs;

  @Setup
  public void load() throws IOException, ModelException {
    model =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(BenchFiles.of("unet-10m.ts"))
            .optEngine("PyTorch")
            .optTranslator(new NoopTranslator())
            .build()
            .loadModel();
    predictor = model.newPredictor();
    manager = model.getNDManager().newSubManager();
    try (Npz golden = Npz.open(BenchFiles.of("unet-10m.npz"))) {
      INDArray x = golden.array("x");
      INDArray t = golden.array("t");
      NDArray images = manager.create(x.data().asFloat(), new ai.djl.ndarray.types.Shape(x.shape()));
      NDArray times = manager.create(t.data().asFloat());
      inputs = new NDList(images, times);
    }
  }

  @TearDown
  public void close() {
    predictor.close();
    manager.close();
    model.close();
  }
}
