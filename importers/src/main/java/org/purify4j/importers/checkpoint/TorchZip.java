package org.purify4j.importers.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip that torch.save writes since PyTorch 1.6: {@code <top>/data.pkl}, one member {@code
 * <top>/data/<key>} per storage, and optionally {@code <top>/byteorder}. Members may be stored or
 * deflated.
 */
final class TorchZip implements OpenContainer {
  private static final int MOST_ENTRIES = 1 << 18;
  private static final int LARGEST_PICKLE = 64 << 20;

  /** Deflated members may unpack to this many times the file, once past the free allowance. */
  private static final long LARGEST_RATIO = 64;

  private static final long FREE_ALLOWANCE = 256L << 20;

  private final ZipFile zip;
  private final String top;
  private final ByteOrder order;
  private final Object root;

  private TorchZip(ZipFile zip, String top, ByteOrder order, Object root) {
    this.zip = zip;
    this.top = top;
    this.order = order;
    this.root = root;
  }

  /** Opens the archive and reads its pickle. */
  static TorchZip open(Path file) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    try {
      String top = top(zip, Files.size(file));
      byte[] pickle = small(zip, zip.getEntry(top + "data.pkl"), LARGEST_PICKLE);
      Unpickler unpickler =
          new Unpickler(new PickleInput(new ByteArrayInputStream(pickle)), storage -> {});
      return new TorchZip(zip, top, byteOrder(zip, top), unpickler.load());
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  @Override
  public Container kind() {
    return Container.TORCH_ZIP;
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long storageBytes(String key) throws MalformedFileException {
    return entry(key).getSize();
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    try (InputStream in = zip.getInputStream(entry(key))) {
      in.skipNBytes(from);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return ByteBuffer.wrap(bytes).order(order);
    } catch (EOFException e) {
      throw new MalformedFileException("storage " + key + " is shorter than its archive says");
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private ZipEntry entry(String key) throws MalformedFileException {
    ZipEntry entry = zip.getEntry(top + "data/" + key);
    if (entry == null) {
      throw new MalformedFileException("storage " + key + " is missing from the archive");
    }
    return entry;
  }

  /** The folder of data.pkl with its slash, after checking the directory of the archive. */
  private static String top(ZipFile zip, long fileBytes) throws MalformedFileException {
    if (zip.size() > MOST_ENTRIES) {
      throw new MalformedFileException("the archive has more than " + MOST_ENTRIES + " members");
    }
    Set<String> names = new HashSet<>();
    List<String> tops = new ArrayList<>();
    long inflated = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (!names.add(name)) {
        throw new MalformedFileException("the archive has two members " + name);
      }
      if (name.equals("data.pkl") || name.endsWith("/data.pkl")) {
        tops.add(name.substring(0, name.length() - "data.pkl".length()));
      }
      inflated += Math.min(Math.max(0, entry.getSize()), Long.MAX_VALUE - inflated);
    }
    if (inflated > FREE_ALLOWANCE && inflated / LARGEST_RATIO > fileBytes) {
      throw new MalformedFileException(
          "the archive would unpack from " + fileBytes + " to " + inflated + " bytes");
    }
    if (tops.size() != 1) {
      throw new MalformedFileException(
          "a zip archive with "
              + (tops.isEmpty() ? "no" : "more than one")
              + " data.pkl, must be one written by torch.save");
    }
    if (names.contains(tops.get(0) + "constants.pkl")) {
      throw new MalformedFileException(
          "a TorchScript archive, must be a state dict (save model.state_dict() in PyTorch)");
    }
    return tops.get(0);
  }

  private static ByteOrder byteOrder(ZipFile zip, String top) throws IOException {
    ZipEntry entry = zip.getEntry(top + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String text = new String(small(zip, entry, 16), StandardCharsets.US_ASCII).strip();
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new MalformedFileException("byteorder: got '" + text + "', must be little or big");
    };
  }

  private static byte[] small(ZipFile zip, ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new MalformedFileException(
            "member " + entry.getName() + " is larger than " + most + " bytes");
      }
      return bytes;
    }
  }
}
