package org.purify4j.cli.option;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.purify4j.cli.shell.CommandException;

/**
 * The normalizer that {@code ModelSerializer.addNormalizerToModel} put beside a network. It is read
 * by ND4J's own format alone, never as a serialised Java object or by a class that it names.
 */
final class SavedNormalizer {
  /** Far more than the means and deviations of every pixel of an image. */
  private static final int LARGEST = 1 << 24;

  private static final String MAGIC = "NORMALIZER";

  private SavedNormalizer() {}

  /**
   * Reads the normalizer of a file, if it has one.
   *
   * @throws CommandException if it is not one that can be applied
   */
  static Optional<DataNormalization> read(Path file) throws IOException {
    byte[] bytes;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(ModelSerializer.NORMALIZER_BIN);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        bytes = in.readNBytes(LARGEST + 1);
      }
    }
    if (bytes.length > LARGEST) {
      throw refused(file, "more than " + LARGEST + " bytes");
    }
    requireKnown(file, bytes);
    try {
      if (NormalizerSerializer.getDefault().restore(new ByteArrayInputStream(bytes))
          instanceof DataNormalization normalizer) {
        return Optional.of(normalizer);
      }
    } catch (Exception e) {
      throw new CommandException(refusal(file, "a damaged one"), e);
    }
    throw refused(file, "one of several arrays");
  }

  private static void requireKnown(Path file, byte[] bytes) {
    try (DataInputStream header = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!header.readUTF().equals(MAGIC)) {
        throw refused(file, "another format");
      }
      header.readInt(); // the version, which the reader checks
      if (NormalizerType.valueOf(header.readUTF()) == NormalizerType.CUSTOM) {
        throw refused(file, "one of a class of its own");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(refusal(file, "another format"), e);
    }
  }

  private static CommandException refused(Path file, String got) {
    return new CommandException(refusal(file, got));
  }

  private static String refusal(Path file, String got) {
    return file
        + ": normalizer: got "
        + got
        + ", must be a normalizer of ND4J for images (save the network without it)";
  }
}
