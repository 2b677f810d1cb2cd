package org.purify4j.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** ONNX Runtime's forward pass. The file's shapes are fixed, in its graph's constants too. */
final class OnnxRuntimeForward implements Network {
  private final OrtSession session;
  private final Map<String, OnnxTensor> tensors;

  OnnxRuntimeForward(Inputs inputs) throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
    session = environment.createSession(BenchFiles.of("unet-10m.onnx").toString(), options);
    requireShape(inputs.imageShape());
    long[] times = {inputs.measured().batch()};
    tensors =
        Map.of(
            "x",
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(inputs.x()), inputs.imageShape()),
            "t",
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs.times()), times));
  }

  private void requireShape(long[] asked) throws OrtException {
    long[] fixed = ((TensorInfo) session.getInputInfo().get("x").getInfo()).getShape();
    if (!Arrays.equals(fixed, asked)) {
      throw new IllegalArgumentException(
          "unet-10m.onnx takes " + Arrays.toString(fixed) + " and no other shape");
    }
  }

  @Override
  public Object call() throws OrtException {
    try (OrtSession.Result result = session.run(tensors)) {
      return result.get(0).getInfo();
    }
  }

  @Override
  public float[] answer() throws OrtException {
    try (OrtSession.Result result = session.run(tensors)) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  @Override
  public void close() throws OrtException {
    tensors.values().forEach(OnnxTensor::close);
    session.close();
  }
}
