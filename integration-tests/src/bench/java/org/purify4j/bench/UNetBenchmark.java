package org.purify4j.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One batch of images through {@code unet-10m}, its answer checked beforehand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 1)
public class UNetBenchmark {
  @Param public Contender contender;

  @Param("32")
  public int size;

  @Param("8")
  public int batch;

  private Network network;

  @Setup
  public void open() throws Exception {
    Inputs inputs = Inputs.of(new Case(size, batch));
    network = contender.open(inputs);
    inputs.check(contender, network.answer());
  }

  @TearDown
  public void close() throws Exception {
    network.close();
  }

  @Benchmark
  public Object call() throws Exception {
    return network.call();
  }
}
