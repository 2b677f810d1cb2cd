package org.purify4j.cli.command;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.purify4j.cli.shell.ErrorLine;

/**
 * Hyper-parameters by where they are from.
 *
 * @param inferred read off names and shapes
 * @param given by options or a config file
 * @param assumed because nothing says
 */
public record NoteGroups(
    Map<String, String> inferred, Map<String, String> given, Map<String, String> assumed) {

  /** Sorts the notes of an import by their own words. */
  public static NoteGroups of(Map<String, String> notes) {
    NoteGroups groups =
        new NoteGroups(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    notes.forEach(
        (name, note) -> {
          if (note.contains("(inferred")) {
            groups.inferred.put(name, note);
          } else if (note.contains("(assumed")) {
            groups.assumed.put(name, note);
          } else {
            groups.given.put(name, note);
          }
        });
    return groups;
  }

  public void print(PrintStream out) {
    print("read off the tensors", inferred, out);
    print("given", given, out);
    print("assumed, as tensors do not say (options can)", assumed, out);
  }

  private static void print(String heading, Map<String, String> notes, PrintStream out) {
    if (!notes.isEmpty()) {
      out.println("  " + heading + ":");
      notes.forEach((name, note) -> out.println("    " + name + ": " + ErrorLine.clean(note)));
    }
  }
}
