package org.purify4j.cli.command.doctor;

/** The ND4J backend on the class path, found without loading it. */
enum BackendOnPath {
  /** nd4j-native. */
  CPU("nd4j-native"),
  /** nd4j-cuda; its static initialiser needs a GPU it has code for. */
  CUDA("nd4j-cuda-11.6"),
  /** No backend. */
  NONE("none");

  private static final String CPU_CLASS = "/org/nd4j/linalg/cpu/nativecpu/CpuBackend.class";
  private static final String CUDA_CLASS = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

  private final String artifact;

  BackendOnPath(String artifact) {
    this.artifact = artifact;
  }

  /** The name of its artefact. */
  String artifact() {
    return artifact;
  }

  /** The backend on the class path; CUDA, which ND4J prefers, if there are both. */
  static BackendOnPath find() {
    if (BackendOnPath.class.getResource(CUDA_CLASS) != null) {
      return CUDA;
    }
    return BackendOnPath.class.getResource(CPU_CLASS) != null ? CPU : NONE;
  }
}
