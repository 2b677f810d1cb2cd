package org.purify4j.cli.command;

import java.io.PrintStream;
import java.util.Map;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.Grounds;

/** Prints the facts of an import, grouped by what they rest on. */
public final class FactList {
  private FactList() {}

  /** Prints those inferred, those given and those assumed, in their order. */
  public static void print(Map<String, Fact> facts, PrintStream out) {
    print("read off the tensors", Grounds.INFERRED, facts, out);
    print("given", Grounds.GIVEN, facts, out);
    print("assumed, as tensors do not say (options can)", Grounds.ASSUMED, facts, out);
  }

  private static void print(
      String heading, Grounds grounds, Map<String, Fact> facts, PrintStream out) {
    if (facts.values().stream().noneMatch(fact -> fact.grounds() == grounds)) {
      return;
    }
    out.println("  " + heading + ":");
    facts.forEach(
        (name, fact) -> {
          if (fact.grounds() == grounds) {
            out.println("    " + ErrorLine.clean(name + ": " + fact));
          }
        });
  }
}
