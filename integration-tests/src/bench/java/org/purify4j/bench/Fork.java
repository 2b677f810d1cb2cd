package org.purify4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A contender in a JVM of its own, for one round.
 *
 * @param settings how it is measured
 * @param answers where the first answers of this run are left
 */
record Fork(Settings settings, Path answers) {
  /** Every call's time. */
  Times run(Contender contender, Case measured) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(UNetBenchmark.class.getName())
                    .param("contender", contender.name())
                    .param("size", String.valueOf(measured.size()))
                    .param("batch", String.valueOf(measured.batch()))
                    .jvmArgs(jvmArguments().toArray(String[]::new))
                    .forks(1)
                    .measurementTime(TimeValue.seconds(settings.seconds()))
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    List<Double> times = new ArrayList<>();
    for (RunResult result : results) {
      Iterator<Map.Entry<Double, Long>> calls =
          result.getPrimaryResult().getStatistics().getRawData();
      while (calls.hasNext()) {
        Map.Entry<Double, Long> call = calls.next();
        for (long i = 0; i < call.getValue(); i++) {
          times.add(call.getKey() / measured.batch());
        }
      }
    }
    return new Times(times.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The same for every contender; engines in Java take their number of threads from the processors. */
  List<String> jvmArguments() {
    List<String> arguments = new ArrayList<>(settings.jvmArguments());
    arguments.add("-Xmx6g");
    arguments.add("-XX:ActiveProcessorCount=" + settings.threads());
    arguments.add("-Dorg.bytedeco.javacpp.maxbytes=0");
    arguments.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    arguments.add("-Dai.djl.offline=true");
    arguments.add("-Dai.djl.pytorch.num_threads=" + settings.threads());
    arguments.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    arguments.add("-D" + BenchFiles.SHARED + "=" + settings.shared());
    arguments.add("-D" + Answers.FOLDER + "=" + answers);
    return arguments;
  }
}
