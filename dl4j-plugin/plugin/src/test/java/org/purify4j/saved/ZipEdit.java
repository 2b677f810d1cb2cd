package org.purify4j.saved;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes members of a zip archive; all checksums are right afterwards. */
final class ZipEdit {
  private ZipEdit() {}

  /** Changes a member, or adds it: an absent one is empty. */
  static Path edit(Path file, String member, UnaryOperator<byte[]> change) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        members.put(entry.getName(), zip.readAllBytes());
      }
    }
    members.put(member, change.apply(members.getOrDefault(member, new byte[0])));
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** Changes the configuration as text; it must have changed. */
  static Path editJson(Path file, UnaryOperator<String> change) throws IOException {
    return edit(
        file,
        "configuration.json",
        bytes -> {
          String text = new String(bytes, StandardCharsets.UTF_8);
          String changed = change.apply(text);
          if (changed.equals(text)) {
            throw new IllegalStateException("nothing to change in " + text);
          }
          return changed.getBytes(StandardCharsets.UTF_8);
        });
  }
}
