package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that must be refused.
 *
 * @param name file name
 * @param problem part of the line that refuses it
 * @param maker makes the file, and what lies around it, in an empty folder
 */
record HostileFile(String name, String problem, Maker maker) {
  /** Makes the file. */
  interface Maker {
    void make(Path file) throws IOException;
  }

  /** A file of these bytes. */
  static HostileFile of(String name, String problem, byte[] bytes) {
    return new HostileFile(name, problem, file -> Files.write(file, bytes));
  }

  /** A torch zip with this pickle and one storage, 0, of eight floats. */
  static HostileFile pickle(String name, String problem, PickleWriter pickle) {
    CraftedZip zip = new CraftedZip();
    zip.stored("a/data.pkl", pickle.stop());
    zip.stored("a/data/0", new byte[32]);
    return of(name + ".pt", problem, zip.bytes());
  }

  /** A safetensors file with this header and eight bytes of data. */
  static HostileFile safetensors(String name, String problem, String header) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new HostileFile(
        name + ".safetensors",
        problem,
        file ->
            CheckpointFiles.safetensors(
                file, new String(json, StandardCharsets.UTF_8), new byte[8]));
  }

  Path writeTo(Path folder) throws IOException {
    Path file = folder.resolve(name);
    maker.make(file);
    return file;
  }

  @Override
  public String toString() {
    return name;
  }
}
