package org.purify4j.bench;

/** {@code unet-10m} in some library, bound to its inputs. */
interface Network {
  /** One call, which is timed. What it returns is not looked at. */
  Object call() throws Exception;

  /** What a call computes: the output, or the input gradient. */
  float[] answer() throws Exception;

  /** Frees what it holds. */
  void close() throws Exception;

  /** Opens a network. */
  @FunctionalInterface
  interface Factory {
    Network open(Inputs inputs) throws Exception;
  }
}
