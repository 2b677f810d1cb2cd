package org.purify4j.cli.shell;

import java.lang.reflect.InvocationTargetException;

/**
 * Java's incubating Vector API, which the fast engine of diffusion networks needs.
 *
 * <p>{@code --add-modules jdk.incubator.vector} makes Java print a warning before the program
 * begins. Loading the module from the program, in the way in which Java itself loads its management
 * agent, prints none. It needs {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED},
 * which the launcher gives. Where it fails, networks run on the engine that needs no module, which
 * 'doctor' says.
 */
public final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";
  private static final String LOADER = "jdk.internal.module.Modules";

  private VectorModule() {}

  /** Loads the module, unless it is there or cannot be loaded. */
  public static void load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return;
    }
    try {
      Class.forName(LOADER).getMethod("loadModule", String.class).invoke(null, NAME);
    } catch (ReflectiveOperationException | LinkageError e) {
      explain(e);
    }
  }

  private static void explain(Throwable failure) {
    Throwable cause =
        failure instanceof InvocationTargetException thrown ? thrown.getCause() : failure;
    System.getLogger(VectorModule.class.getName())
        .log(System.Logger.Level.DEBUG, "no vector module", cause);
  }
}
