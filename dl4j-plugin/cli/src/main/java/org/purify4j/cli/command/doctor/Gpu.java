package org.purify4j.cli.command.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A GPU as the driver's own tool describes it, without loading CUDA.
 *
 * @param name of the GPU
 * @param computeCapability such as 8.6
 */
record Gpu(String name, double computeCapability) {
  /** nd4j-cuda-11.6 1.0.0-M2.1 has machine code up to 8.6, which also runs on 8.9, and no PTX. */
  static final double NEWEST_SUPPORTED = 8.9;

  private static final List<String> COMMAND =
      List.of("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader");
  private static final int SECONDS = 10;

  /** Whether ND4J's CUDA backend has code for it. */
  boolean supported() {
    return computeCapability <= NEWEST_SUPPORTED;
  }

  /** The GPUs of this machine; none where there is no driver. */
  static List<Gpu> find() {
    try {
      Process process =
          new ProcessBuilder(COMMAND).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader lines = process.inputReader()) {
        List<Gpu> gpus = parse(lines.lines().toList());
        return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
            ? gpus
            : List.of();
      } finally {
        process.destroy();
      }
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // no driver, no tool
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Reads lines such as {@code NVIDIA H200, 9.0}; other lines are ignored. */
  static List<Gpu> parse(List<String> lines) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : lines) {
      int comma = line.lastIndexOf(',');
      String capability = comma < 0 ? "" : line.substring(comma + 1).strip();
      if (capability.matches("\\d+\\.\\d+")) {
        gpus.add(new Gpu(line.substring(0, comma).strip(), Double.parseDouble(capability)));
      }
    }
    return gpus;
  }
}
