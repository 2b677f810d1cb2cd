package example;

/** A class that leaves a trace when it is initialised, as a gadget on a class path may. */
public final class Initialised {
  static {
    System.setProperty("example.initialised", "true");
  }

  private Initialised() {}
}
