package org.purify4j.cli.command.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.purify4j.cli.shell.Machine;
import org.purify4j.cli.shell.NativeLibrary;
import org.purify4j.cli.shell.Processor;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.model.Program;

/**
 * Findings about this machine, with advice.
 *
 * @param findings by name, in order
 * @param advice what to change, in order
 * @param usable whether the program can compute here
 */
record Diagnosis(Map<String, String> findings, List<String> advice, boolean usable) {
  private static final long MEBIBYTE = 1L << 20;
  private static final long LITTLE_MEMORY = 2048 * MEBIBYTE;
  private static final String OMP = "OMP_NUM_THREADS";

  /** Examines this machine; loads ND4J only if that can succeed. */
  static Diagnosis make() {
    Map<String, String> findings = new LinkedHashMap<>();
    List<String> advice = new ArrayList<>();
    Processor processor = Processor.find();
    findings.put("program", Program.nameAndVersion());
    findings.put("java", Machine.java());
    findings.put("system", Machine.system());
    findings.put(
        "processor",
        processor.model()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors, "
            + String.join(" ", processor.features()));
    memory(findings, advice);
    BackendOnPath backend = BackendOnPath.find();
    List<Gpu> gpus = Gpu.find();
    findings.put("backend", backend.artifact());
    findings.put("gpus", gpus.isEmpty() ? "none" : String.join("; ", names(gpus)));
    boolean usable = usable(backend, gpus, processor, advice);
    if (usable) {
      library(findings, advice);
    }
    return new Diagnosis(findings, advice, usable);
  }

  /** Whether the backend can be loaded at all; if not, the advice says why. */
  static boolean usable(
      BackendOnPath backend, List<Gpu> gpus, Processor processor, List<String> advice) {
    if (backend == BackendOnPath.NONE) {
      advice.add("no ND4J backend is on the class path: add nd4j-native (mvn -Pcpu)");
      return false;
    }
    boolean cuda = backend == BackendOnPath.CUDA;
    if (cuda && gpus.isEmpty()) {
      advice.add("the CUDA backend is on the class path, but there is no GPU: build with -Pcpu");
      return false;
    }
    if (cuda && gpus.stream().noneMatch(Gpu::supported)) {
      advice.add(
          backend.artifact()
              + " cannot run on "
              + gpus.get(0).name()
              + ": it has machine code for compute capabilities 3.7 to "
              + Gpu.NEWEST_SUPPORTED
              + " and no PTX, this one is "
              + gpus.get(0).computeCapability()
              + "; it was not loaded (build with -Pcpu)");
      return false;
    }
    boolean intel = System.getProperty("os.arch").matches("amd64|x86_64");
    if (!cuda
        && intel
        && !processor.features().isEmpty()
        && !processor.features().contains("avx2")) {
      advice.add(
          "the processor has no AVX2, which the native library needs:"
              + " build with -Dnd4j.classifier=linux-x86_64");
      return false;
    }
    return true;
  }

  private static void memory(Map<String, String> findings, List<String> advice) {
    long heap = Runtime.getRuntime().maxMemory();
    long bytes = Pointer.maxBytes();
    long physical = Pointer.maxPhysicalBytes();
    findings.put("heap limit", mebibytes(heap));
    findings.put("off-heap limit", mebibytes(bytes));
    findings.put("process limit", physical == 0 ? "none" : mebibytes(physical));
    if (bytes < LITTLE_MEMORY) {
      advice.add(
          "arrays may take only "
              + mebibytes(bytes)
              + ": raise -Dorg.bytedeco.javacpp.maxbytes (in JAVA_OPTS)");
    }
    if (physical != 0 && physical < heap + bytes) {
      advice.add(
          "heap and off-heap limits together exceed the process limit: lower -Xmx, or raise"
              + " -Dorg.bytedeco.javacpp.maxphysicalbytes");
    }
  }

  private static void library(Map<String, String> findings, List<String> advice) {
    NativeLibrary library = NativeLibrary.load();
    double speed = ConvolutionSpeed.gigaflops();
    int processors = Runtime.getRuntime().availableProcessors();
    String omp = System.getenv(OMP);
    findings.put("native library", library.describe());
    findings.put(
        "threads",
        library.ompThreads()
            + " (OMP_NUM_THREADS "
            + (omp == null ? "not set" : omp)
            + "), BLAS "
            + library.blasVendor()
            + " "
            + library.blasThreads());
    findings.put("engine", EngineChoice.current().toString());
    findings.put(
        "convolution", String.format(Locale.ROOT, "%.0f GFLOPS (3x3, 128 channels)", speed));
    if (library.oneDnn() == NativeLibrary.OneDnn.NOT_BUILT_IN) {
      advice.add(
          "the native library lacks oneDNN, which is about 7 times as fast at convolutions:"
              + " use the classifier "
              + library.classifier()
              + "-onednn-avx2");
    } else if (speed < ConvolutionSpeed.SLOW_PER_THREAD * library.ompThreads()) {
      advice.add("convolutions are slower than usual: is the machine busy?");
    }
    if (library.ompThreads() > processors) {
      advice.add(
          "more native threads than processors: set " + OMP + " to " + processors + " or less");
    }
  }

  private static List<String> names(List<Gpu> gpus) {
    return gpus.stream().map(g -> g.name() + " (" + g.computeCapability() + ")").toList();
  }

  private static String mebibytes(long bytes) {
    return bytes / MEBIBYTE + " MiB";
  }
}
