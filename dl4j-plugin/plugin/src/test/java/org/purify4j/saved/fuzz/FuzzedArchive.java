package org.purify4j.saved.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.purify4j.diffusion.archive.ArchiveException;

/**
 * An archive of which a fuzzer writes one member anew: the first byte of an input says which, the
 * others are the beginning of its content. All checksums are right, since bytes that fail one reach
 * no reader. With the first byte 0 the others are the whole file.
 */
final class FuzzedArchive {
  private static final int WHOLE = 0;

  private final Map<String, byte[]> members;
  private final List<String> names;
  private final int mutated;
  private final Consumer<Path> reader;
  private final Path file = temporary();

  /**
   * @param whole an archive that is read
   * @param mutated how many bytes of a member's beginning a fuzzer is given; the rest stays
   * @param reader what is fuzzed
   */
  FuzzedArchive(Path whole, int mutated, Consumer<Path> reader) {
    this.members = members(whole);
    this.names = List.copyOf(members.keySet());
    this.mutated = mutated;
    this.reader = reader;
  }

  /**
   * Reads an archive made of these bytes.
   *
   * @throws IllegalStateException if a refusal is not one line
   */
  void read(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    write(
        input[0] == WHOLE
            ? content
            : with(names.get(Math.floorMod(input[0], names.size())), content));
    try {
      reader.accept(file);
    } catch (ArchiveException e) {
      if (e.getMessage().lines().count() != 1 || !e.getMessage().startsWith(file + ": ")) {
        throw new IllegalStateException("not a line that names the file: " + e.getMessage(), e);
      }
    }
  }

  /** Inputs that make the archive as it is. */
  List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      byte[] member = members.get(names.get(i));
      byte[] seed = new byte[1 + Math.min(member.length, mutated)];
      seed[0] = (byte) (names.size() + i);
      System.arraycopy(member, 0, seed, 1, seed.length - 1);
      seeds.add(seed);
    }
    byte[] whole = zip(members);
    byte[] seed = new byte[1 + whole.length];
    System.arraycopy(whole, 0, seed, 1, whole.length);
    seeds.add(seed);
    return seeds;
  }

  private byte[] with(String name, byte[] content) {
    byte[] member = members.get(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(content);
    if (member.length > mutated) {
      bytes.write(member, mutated, member.length - mutated);
    }
    Map<String, byte[]> changed = new LinkedHashMap<>(members);
    changed.put(name, bytes.toByteArray());
    return zip(changed);
  }

  private void write(byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> members(Path whole) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(whole))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        members.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return members;
  }

  private static byte[] zip(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = bytes;
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A file that ends with the JVM, in memory where there is such a place. */
  static Path temporary() {
    try {
      Path memory = Path.of("/dev/shm");
      Path file =
          Files.isWritable(memory)
              ? Files.createTempFile(memory, "purify-fuzz", ".zip")
              : Files.createTempFile("purify-fuzz", ".zip");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
