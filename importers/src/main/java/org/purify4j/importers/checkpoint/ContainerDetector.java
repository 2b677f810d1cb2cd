package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.purify4j.diffusion.archive.InputFile;

/** Tells the kinds of checkpoint file apart by their first bytes, never by their names. */
final class ContainerDetector {

  private ContainerDetector() {}

  /** Opens a file in whichever container it is, or the files that an index of shards names. */
  static OpenContainer open(Path file) throws IOException {
    return ModelFolder.isIndex(file) && Files.isRegularFile(file)
        ? ShardedWeights.open(file)
        : openSingle(file);
  }

  /** Opens a file in whichever container it is. */
  static OpenContainer openSingle(Path file) throws IOException {
    Optional<String> other = InputFile.otherKind(file);
    if (other.isPresent()) {
      throw new MalformedFileException(other.get() + ", must be a checkpoint file");
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(ForeignFile.HEAD_BYTES);
    }
    if (startsWith(head, 'P', 'K', 3, 4)) {
      return TorchZip.open(file);
    }
    if (startsWith(head, 0x80, 2) || startsWith(head, 0x80, 3) || startsWith(head, 0x80, 4)) {
      return TorchLegacy.open(file);
    }
    Optional<String> foreign = ForeignFile.describe(head);
    boolean named = file.toString().endsWith(".safetensors");
    if (head.length > 8 && head[8] == '{' || named && foreign.isEmpty()) {
      return SafeTensors.open(file);
    }
    throw new MalformedFileException(
        foreign.orElseGet(
            () ->
                "neither a PyTorch checkpoint nor a safetensors file (it begins with '"
                    + beginning(head)
                    + "')"));
  }

  private static boolean startsWith(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static String beginning(byte[] head) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(8, head.length); i++) {
      text.append(head[i] >= ' ' && head[i] < 0x7f ? (char) head[i] : '.');
    }
    return text.toString();
  }
}
