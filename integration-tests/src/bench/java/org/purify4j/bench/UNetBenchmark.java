package org.purify4j.bench;

import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** One batch of eight 32×32 images through {@code unet-10m}: this engine, libtorch and ONNX Runtime. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class UNetBenchmark {

  @Benchmark
  public INDArray purify4jForward(Purify4jState state) {
    return state.predictor.predict(state.x, state.conditioning);
  }

  @Benchmark
  public INDArray purify4jForwardAndGradient(Purify4jState state) {
    return state.predictor.inputGradient(state.x, state.conditioning, y -> state.cotangent);
  }

  @Benchmark
  public float libtorchForward(LibtorchState state) throws TranslateException {
    try (NDList output = state.predictor.predict(state.inputs)) {
      return output.get(0).getFloat(0, 0, 0, 0);
    }
  }

  @Benchmark
  public Object onnxRuntimeForward(OnnxState state) throws OrtException {
    try (OrtSession.Result result = state.session.run(state.inputs)) {
      return result.get(0).getInfo();
    }
  }
}
