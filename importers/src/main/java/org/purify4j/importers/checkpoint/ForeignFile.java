package org.purify4j.importers.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what a file is that is no checkpoint, where its first bytes tell. */
final class ForeignFile {
  /** How many bytes of a file are looked at. */
  static final int HEAD_BYTES = 512;

  /** A kind of file by the bytes at a place, one character for each. */
  private record Kind(int at, String magic, String says) {}

  private static final String UNPACK = ", must be unpacked first";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              0,
              "version https://git-lfs",
              "a pointer of Git LFS, must be the file it stands for (git lfs pull)"),
          new Kind(
              257,
              "ustar",
              "a tar archive (PyTorch before 0.1.10), not supported (load and save it with a newer PyTorch)"),
          new Kind(0, "\u001f\u008b", "compressed by gzip, must be unpacked first (gunzip)"),
          new Kind(0, "BZh", "compressed by bzip2" + UNPACK),
          new Kind(0, "\u00fd7zXZ\0", "compressed by xz" + UNPACK),
          new Kind(0, "(\u00b5/\u00fd", "compressed by zstd" + UNPACK),
          new Kind(0, "7z\u00bc\u00af", "a 7z archive" + UNPACK),
          new Kind(0, "Rar!", "a RAR archive" + UNPACK),
          new Kind(0, "\u0089HDF", "an HDF5 file (of Keras?), must be a PyTorch checkpoint"),
          new Kind(0, "GGUF", "a GGUF file, must be a PyTorch checkpoint"),
          new Kind(0, "\u0093NUMPY", "a NumPy array, must be a PyTorch checkpoint"),
          new Kind(0, "PK\5\6", "an empty zip archive, must be a PyTorch checkpoint"));

  private ForeignFile() {}

  /** What a file is, and what it must be; empty if that is not known. */
  static Optional<String> describe(byte[] head) {
    if (head.length == 0) {
      return Optional.of("an empty file");
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (isMarkup(text.strip().toLowerCase(Locale.ROOT))) {
      return Optional.of(
          "an HTML page, must be a checkpoint (a download that asked for something first?)");
    }
    return KINDS.stream()
        .filter(kind -> text.startsWith(kind.magic(), kind.at()))
        .map(Kind::says)
        .findFirst();
  }

  private static boolean isMarkup(String text) {
    return text.startsWith("<!doctype html")
        || text.startsWith("<html")
        || text.startsWith("<?xml");
  }
}
