package org.purify4j.cli.shell;

import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * ND4J's native library, loaded.
 *
 * @param backend name of the backend class
 * @param classifier which binary JavaCPP chose, such as linux-x86_64-onednn-avx2
 * @param oneDnn whether convolutions go through oneDNN
 * @param ompThreads threads of its own loops
 * @param blasVendor which BLAS
 * @param blasThreads threads of the BLAS
 */
public record NativeLibrary(
    String backend,
    String classifier,
    OneDnn oneDnn,
    int ompThreads,
    String blasVendor,
    int blasThreads) {
  private static final String BINDINGS = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";
  private static final Pattern CLASSIFIER = Pattern.compile("bindings/([^/]+)/[^/]*$");
  private static final String UNKNOWN = "unknown";

  /** Whether convolutions go through oneDNN. */
  public enum OneDnn {
    USED,
    NOT_BUILT_IN
  }

  /** Loads ND4J and queries it. */
  public static NativeLibrary load() {
    Nd4jBackend backend = Nd4j.getBackend();
    Properties information = Nd4j.getExecutioner().getEnvironmentInformation();
    boolean oneDnn = backend.buildInfo().contains("HAVE_ONEDNN");
    return new NativeLibrary(
        backend.getClass().getSimpleName(),
        loadedClassifier(),
        oneDnn ? OneDnn.USED : OneDnn.NOT_BUILT_IN,
        number(information, Nd4jEnvironment.OMP_THREADS_KEY),
        String.valueOf(information.getOrDefault(Nd4jEnvironment.BLAS_VENDOR_KEY, UNKNOWN)),
        number(information, Nd4jEnvironment.BLAS_THREADS_KEY));
  }

  /** The backend and binary in a few words. */
  public String describe() {
    return backend + " (" + classifier + (oneDnn == OneDnn.USED ? ", oneDNN)" : ", no oneDNN)");
  }

  private static String loadedClassifier() {
    try {
      String path = Loader.load(Class.forName(BINDINGS));
      Matcher matcher = CLASSIFIER.matcher(path == null ? "" : path.replace('\\', '/'));
      return matcher.find() ? matcher.group(1) : UNKNOWN;
    } catch (ClassNotFoundException e) {
      return UNKNOWN; // another backend
    }
  }

  private static int number(Map<Object, Object> information, String key) {
    return Integer.parseInt(String.valueOf(information.getOrDefault(key, "0")));
  }
}
