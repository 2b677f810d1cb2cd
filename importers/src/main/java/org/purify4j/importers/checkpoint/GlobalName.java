package org.purify4j.importers.checkpoint;

import java.util.Set;

/**
 * The name of a Python class or function. It is only ever compared with known names; nothing is
 * looked up by it.
 */
record GlobalName(String module, String name) {
  /**
   * Modules that a checkpoint can have no honest reason to call. This list is not what keeps the
   * reader safe, as nothing is called anyway: it is there to refuse the file and say why.
   */
  private static final Set<String> ATTACKS =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "sys",
          "runpy",
          "importlib",
          "shutil",
          "socket",
          "ctypes",
          "pty",
          "code",
          "webbrowser",
          "pickle",
          "_pickle",
          "marshal",
          "operator",
          "timeit",
          "pip");

  private static final Set<String> BUILTIN_MODULES = Set.of("builtins", "__builtin__");

  private static final Set<String> HARMLESS_BUILTINS =
      Set.of(
          "set",
          "frozenset",
          "bytearray",
          "complex",
          "object",
          "range",
          "slice",
          "list",
          "dict",
          "tuple",
          "int",
          "float",
          "str",
          "bytes",
          "bool");

  boolean is(String otherModule, String otherName) {
    return module.equals(otherModule) && name.equals(otherName);
  }

  /** Whether calling this would be an attempt to run code on the reader's machine. */
  boolean isAttack() {
    int dot = module.indexOf('.');
    return ATTACKS.contains(dot < 0 ? module : module.substring(0, dot))
        || BUILTIN_MODULES.contains(module) && !HARMLESS_BUILTINS.contains(name);
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
