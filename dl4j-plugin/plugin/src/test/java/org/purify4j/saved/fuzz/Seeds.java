package org.purify4j.saved.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes Jazzer's seeds: the members of each archive, and each archive whole. */
public final class Seeds {
  private Seeds() {}

  /** Writes a folder of seeds for each target to the folder of the first argument. */
  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, FuzzedArchive> archive : Archives.all().entrySet()) {
      Path folder = Files.createDirectories(Path.of(arguments[0], archive.getKey()));
      List<byte[]> seeds = archive.getValue().seeds();
      for (int i = 0; i < seeds.size(); i++) {
        archive.getValue().read(seeds.get(i));
        Files.write(folder.resolve("seed-" + i), seeds.get(i));
      }
    }
  }
}
