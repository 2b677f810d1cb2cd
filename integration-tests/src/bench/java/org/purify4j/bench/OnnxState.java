package org.purify4j.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.purify4j.importers.npz.Npz;

/** {@code unet-10m} in ONNX Runtime. */
@State(Scope.Benchmark)
public class OnnxState {
  OrtSession session;
  Map<String, OnnxTensor> inputs;

  @Setup
  public void load() throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
    session = environment.createSession(BenchFiles.of("unet-10m.onnx").toString(), options);
    try (Npz golden = Npz.open(BenchFiles.of("unet-10m.npz"))) {
      inputs =
          Map.of(
              "x", tensor(environment, golden.array("x")),
              "t", tensor(environment, golden.array("t")));
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, INDArray array)
      throws OrtException {
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap(array.data().asFloat()), array.shape());
  }

  @TearDown
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
