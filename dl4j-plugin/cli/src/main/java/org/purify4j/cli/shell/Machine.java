package org.purify4j.cli.shell;

import java.util.Map;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.model.Program;
import org.purify4j.evaluate.Environment;

/** The machine and program as recorded in reports. Loads ND4J. */
public final class Machine {
  private Machine() {}

  public static Environment environment() {
    NativeLibrary library = NativeLibrary.load();
    return new Environment(
        Program.nameAndVersion(),
        Map.of(
            "nd4j", LibraryVersion.of("org.nd4j", "nd4j-api"),
            "deeplearning4j", LibraryVersion.of("org.deeplearning4j", "deeplearning4j-nn")),
        java(),
        system(),
        Processor.find().model(),
        Runtime.getRuntime().availableProcessors(),
        library.describe(),
        EngineChoice.current().toString(),
        library.ompThreads());
  }

  public static String java() {
    return System.getProperty("java.version") + ", " + System.getProperty("java.vendor");
  }

  public static String system() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("os.arch");
  }
}
