package org.purify4j.cli.command.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.purify4j.cli.command.FactList;
import org.purify4j.cli.option.SavedKind;
import org.purify4j.cli.shell.ErrorLine;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.importers.family.Origin;
import org.purify4j.saved.SavedNetwork;

/** Shows where a file that {@code import} wrote came from. */
final class ArchiveInspection {
  private ArchiveInspection() {}

  static ObjectNode show(SavedKind kind, Path file, PrintStream out) throws IOException {
    ObjectNode shown = JsonFile.JSON.createObjectNode();
    shown.put("file", file.toString());
    shown.put("sha256", Sha256.of(file));
    shown.put("kind", kind.description());
    Optional<Provenance> provenance =
        switch (kind) {
          case DIFFUSION -> Optional.of(describe(file, shown));
          case CLASSIFIER -> ClassifierArchive.provenance(file);
        };
    if (kind == SavedKind.CLASSIFIER) {
      describe(SavedNetwork.read(file), shown);
    }
    shown
        .properties()
        .forEach(
            entry ->
                out.println(ErrorLine.clean(entry.getKey() + ": " + entry.getValue().asText())));
    if (provenance.isEmpty()) {
      out.println("origin: not in the file");
      return shown;
    }
    shown.set("origin", json(provenance.get()));
    print(provenance.get(), out);
    return shown;
  }

  private static Provenance describe(Path file, ObjectNode shown) {
    try (DiffusionModel model = DiffusionModel.load(file)) {
      shown.put("tensors", model.weights().size());
      shown.put(
          "parameters", model.weights().values().stream().mapToLong(array -> array.length()).sum());
      shown.put("imageSize", model.description().imageSize());
      return model.description().provenance();
    }
  }

  /** Whether the network is more than a classifier. */
  private static void describe(SavedNetwork saved, ObjectNode shown) {
    if (saved.isGraph() && PurifiedNetwork.isPurified(saved.graph())) {
      describe(PurifiedNetwork.purifierOf(saved.graph()), shown);
    } else if (!saved.isGraph() && PurifiedNetwork.isPurified(saved.layers())) {
      describe(PurifiedNetwork.purifierOf(saved.layers()), shown);
    }
    saved.network().close();
  }

  private static void describe(PurifierReference purifier, ObjectNode shown) {
    shown.put("purifies its input by", purifier.archive());
    shown.put("its sha256", purifier.sha256());
    shown.put("its settings", purifier.settings().replaceAll("\\s+", " "));
  }

  /** The provenance, whose notes name the facts too, as they did before facts had types. */
  private static ObjectNode json(Provenance origin) {
    ObjectNode json = JsonFile.JSON.valueToTree(origin);
    Map<String, String> notes = new TreeMap<>(origin.notes());
    origin.facts().forEach((name, fact) -> notes.put(name, fact.toString()));
    json.set("notes", JsonFile.JSON.valueToTree(notes));
    return json;
  }

  private static void print(Provenance origin, PrintStream out) {
    out.println(ErrorLine.clean("origin: " + origin.source()));
    print("sha256", origin.sha256(), out);
    print("program", origin.program(), out);
    Map<String, String> notes = new LinkedHashMap<>(origin.notes());
    for (String name : Origin.NOTES) {
      if (notes.containsKey(name)) {
        print(name, notes.remove(name), out);
      }
    }
    notes.forEach((name, note) -> print(name, note, out));
    FactList.print(origin.facts(), out);
  }

  private static void print(String name, String note, PrintStream out) {
    out.println("  " + ErrorLine.clean(name + ": " + note));
  }
}
