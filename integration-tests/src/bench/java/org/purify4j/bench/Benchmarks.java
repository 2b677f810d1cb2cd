package org.purify4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Times this engine beside libtorch and ONNX Runtime. In every round each runs once, in a JVM of its
 * own; every other round goes backwards, so that what else the machine does hits all alike.
 */
public final class Benchmarks {
  private final Settings settings;
  private final Fork fork;

  private Benchmarks(Settings settings, Fork fork) {
    this.settings = settings;
    this.fork = fork;
  }

  /**
   * Runs.
   *
   * @param words {@link Settings}, each as {@code name=value}
   */
  public static void main(String[] words) throws IOException {
    Settings settings = Settings.parse(words);
    Path answers = Files.createTempDirectory("purify4j-bench");
    new Benchmarks(settings, new Fork(settings, answers)).run();
  }

  private void run() throws IOException {
    Machine machine = Machine.find();
    System.out.printf("%s, %d processors, %s%n", machine.processor(), machine.processors(), machine.java());
    System.out.printf(
        "unet-10m, every library with %d threads, GOMP_SPINCOUNT %s; %s%n",
        settings.threads(), System.getenv("GOMP_SPINCOUNT"), settings.versions());
    List<CaseResult> results = new ArrayList<>();
    for (Case measured : settings.cases()) {
      CaseResult result = new CaseResult(measured);
      results.add(result);
      for (int round = 1; round <= settings.rounds(); round++) {
        result.add(round(result, round));
        JsonReport.write(settings, fork, results);
      }
      System.out.printf("%n%s, %d rounds%n%s", measured, settings.rounds(), CaseTable.of(result));
    }
    System.out.println("\nwritten: " + settings.out());
  }

  private Map<Contender, Times> round(CaseResult result, int round) {
    List<Contender> order = Arrays.asList(Contender.values());
    if (round % 2 == 0) {
      Collections.reverse(order);
    }
    Map<Contender, Times> times = new EnumMap<>(Contender.class);
    for (Contender contender : order) {
      if (result.failed(contender)) {
        continue;
      }
      try {
        Times measured = fork.run(contender, result.measured());
        times.put(contender, measured);
        System.err.printf(
            "%s, round %d of %d: %s %.1f ms per image%n",
            result.measured(), round, settings.rounds(), contender.label(), measured.median());
      } catch (RunnerException e) {
        result.fail(contender, reason(e));
      }
    }
    return times;
  }

  /** The first line of what went wrong within the forked JVM. */
  private static String reason(RunnerException failure) {
    Throwable root = failure;
    while (root.getCause() != null || root.getSuppressed().length > 0) {
      root = root.getCause() != null ? root.getCause() : root.getSuppressed()[0];
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }
}
