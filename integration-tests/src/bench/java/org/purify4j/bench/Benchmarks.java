package org.purify4j.bench;

import java.util.Collection;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks and prints medians per image, and ratios to libtorch's forward pass. */
public final class Benchmarks {
  private static final int BATCH = 8;
  private static final String YARDSTICK = "libtorchForward";

  private Benchmarks() {}

  /**
   * Runs.
   *
   * @param arguments folder of shared files; JSON file to write
   */
  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(UNetBenchmark.class.getSimpleName())
                    .jvmArgs(
                        "-Xmx2g",
                        "-Dorg.bytedeco.javacpp.maxbytes=8g",
                        "-D" + BenchFiles.SHARED + "=" + arguments[0])
                    .resultFormat(ResultFormatType.JSON)
                    .result(arguments[1])
                    .build())
            .run();
    double yardstick =
        results.stream()
            .map(RunResult::getPrimaryResult)
            .filter(result -> result.getLabel().equals(YARDSTICK))
            .mapToDouble(Benchmarks::medianPerImage)
            .findFirst()
            .orElse(Double.NaN);
    System.out.printf("%-30s %12s %12s%n", "", "ms/image", "/ libtorch");
    for (RunResult result : results) {
      Result<?> primary = result.getPrimaryResult();
      double median = medianPerImage(primary);
      System.out.printf(
          "%-30s %12.1f %12.2f%n", primary.getLabel(), median, median / yardstick);
    }
  }

  private static double medianPerImage(Result<?> result) {
    return result.getStatistics().getPercentile(50) / BATCH;
  }
}
