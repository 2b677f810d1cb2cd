package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A file that another one names, which must lie in the same folder. */
final class FolderFile {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");

  private FolderFile() {}

  /**
   * Finds it.
   *
   * @throws MalformedFileException if the name is no plain file name, there is no such file, or it
   *     is a link to somewhere else
   */
  static Path of(Path folder, String name) throws IOException {
    if (!PLAIN.matcher(name).matches()) {
      throw new MalformedFileException(
          "got the file name '" + name + "', must be a plain name in the same folder");
    }
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException("file " + name + " is missing from the folder");
    }
    Path home = folder.toRealPath();
    Path real = file.toRealPath();
    if (!home.equals(real.getParent()) && !isHubBlob(real, home)) {
      throw new MalformedFileException(
          "file " + name + " is a link out of its folder, must lie in it");
    }
    return file;
  }

  /**
   * The Hugging Face cache keeps files in {@code blobs}, and in {@code snapshots} links to them.
   */
  private static boolean isHubBlob(Path real, Path home) {
    Path blobs = real.getParent();
    return blobs != null
        && blobs.endsWith("blobs")
        && home.startsWith(blobs.resolveSibling("snapshots"));
  }
}
