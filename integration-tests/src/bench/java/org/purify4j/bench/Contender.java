package org.purify4j.bench;

/** What is timed, in the order of the table. */
public enum Contender {
  PURIFY4J_FORWARD("Purify4J, forward", Purify4jForward::new),
  LIBTORCH_FORWARD("libtorch, forward", LibtorchForward::new),
  ONNX_RUNTIME_FORWARD("ONNX Runtime, forward", OnnxRuntimeForward::new),
  PURIFY4J_GRADIENT("Purify4J, forward + input gradient", Purify4jGradient::new),
  LIBTORCH_GRADIENT("libtorch, forward + input gradient", LibtorchGradient::new);

  private final String label;
  private final Network.Factory factory;

  Contender(String label, Network.Factory factory) {
    this.label = label;
    this.factory = factory;
  }

  /** How it is called in the table. */
  String label() {
    return label;
  }

  /** Opens its network. */
  Network open(Inputs inputs) throws Exception {
    return factory.open(inputs);
  }

  /** Libtorch at the same work. */
  Contender libtorch() {
    return withGradient() ? LIBTORCH_GRADIENT : LIBTORCH_FORWARD;
  }

  /** Whether it computes a gradient, which ONNX Runtime does not. */
  boolean withGradient() {
    return this == PURIFY4J_GRADIENT || this == LIBTORCH_GRADIENT;
  }
}
