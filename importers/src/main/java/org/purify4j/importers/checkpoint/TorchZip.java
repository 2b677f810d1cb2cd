package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.purify4j.diffusion.fault.Closing;

/**
 * The zip that torch.save writes since PyTorch 1.6: {@code <top>/data.pkl}, one member {@code
 * <top>/data/<key>} per storage, and optionally {@code <top>/byteorder}. Stored members are read
 * where they lie; deflated ones are unpacked once and kept until the file is closed.
 */
final class TorchZip implements OpenContainer {
  private static final String PICKLE = "data.pkl";
  private static final int LARGEST_PICKLE = 32 << 20;
  private static final int LARGEST_BYTE_ORDER = 16;

  /** Deflated members may unpack to this many times the file, once past the free allowance. */
  private static final long LARGEST_RATIO = 16;

  private static final long FREE_ALLOWANCE = 16L << 20;

  private final MappedFile file;
  private final Map<String, ZipMember> members;
  private final String top;
  private final ByteOrder order;
  private final Object root;
  private final Map<ZipMember, ByteBuffer> unpacked = new HashMap<>();
  private final ZipChecksums sums;

  private TorchZip(MappedFile file) throws IOException {
    this.file = file;
    this.sums = new ZipChecksums(file);
    this.members = ZipDirectory.read(file);
    checkUnpackedSize();
    this.top = top();
    this.order = byteOrder();
    ZipMember pickled = Objects.requireNonNull(members.get(top + PICKLE), PICKLE);
    PickleInput pickle = new PickleInput(small(pickled, LARGEST_PICKLE));
    this.root = new Unpickler(pickle, storage -> {}).load();
    if (pickle.position() != pickled.size()) {
      throw new MalformedFileException(
          "member "
              + pickled.name()
              + ": its pickle ends after "
              + pickle.position()
              + " of "
              + pickled.size()
              + " bytes");
    }
  }

  /** Opens the archive and reads its pickle. */
  static TorchZip open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      return new TorchZip(file);
    } catch (IOException | RuntimeException e) {
      Closing.after(e, file);
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
    return storage(key).size();
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    return bytes(storage(key), from, length).order(order);
  }

  @Override
  public String sha256() throws IOException {
    return file.sha256();
  }

  @Override
  public void close() throws IOException {
    unpacked.clear();
    file.close();
  }

  private ZipMember storage(String key) throws MalformedFileException {
    ZipMember member = members.get(top + "data/" + key);
    if (member == null) {
      throw new MalformedFileException("storage " + key + " is missing from the archive");
    }
    return member;
  }

  private void checkUnpackedSize() throws MalformedFileException {
    long total = 0;
    for (ZipMember member : members.values()) {
      if (member.deflated()) {
        total += Math.min(member.size(), Long.MAX_VALUE - total);
      }
    }
    if (total > FREE_ALLOWANCE && total / LARGEST_RATIO > file.size()) {
      throw new MalformedFileException(
          "the archive would unpack from " + file.size() + " to " + total + " bytes");
    }
  }

  /** The folder of data.pkl with its slash. */
  private String top() throws MalformedFileException {
    List<String> tops = new ArrayList<>();
    for (String name : members.keySet()) {
      if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
        tops.add(name.substring(0, name.length() - PICKLE.length()));
      }
    }
    if (tops.isEmpty()) {
      throw new MalformedFileException(ForeignZip.describe(members.keySet()));
    }
    if (tops.size() > 1) {
      throw new MalformedFileException(
          "a zip archive with more than one data.pkl, must be one written by torch.save");
    }
    if (members.containsKey(tops.get(0) + "constants.pkl")) {
      throw new MalformedFileException(
          "a TorchScript archive, must be a state dict (save model.state_dict() in PyTorch)");
    }
    return tops.get(0);
  }

  private ByteOrder byteOrder() throws IOException {
    ZipMember member = members.get(top + "byteorder");
    if (member == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    ByteBuffer bytes = small(member, LARGEST_BYTE_ORDER);
    String text = StandardCharsets.US_ASCII.decode(bytes).toString().strip();
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new MalformedFileException("byteorder: got '" + text + "', must be little or big");
    };
  }

  private ByteBuffer small(ZipMember member, int most) throws IOException {
    if (member.size() > most) {
      throw new MalformedFileException(
          "member " + member.name() + " is larger than " + most + " bytes");
    }
    return bytes(member, 0, (int) member.size());
  }

  /** Part of a member, which was checked to lie within it. */
  private ByteBuffer bytes(ZipMember member, long from, int length) throws IOException {
    if (!member.deflated()) {
      sums.check(member);
      return file.range(member.dataAt() + from, length);
    }
    ByteBuffer whole = unpacked.get(member);
    if (whole == null) {
      whole = unpack(member);
      unpacked.put(member, whole);
    }
    return whole.slice((int) from, length);
  }

  private ByteBuffer unpack(ZipMember member) throws IOException {
    if (member.size() > Integer.MAX_VALUE - 8 || member.packed() > Integer.MAX_VALUE) {
      throw new MalformedFileException(
          "member " + member.name() + " is compressed and larger than 2 GB");
    }
    byte[] bytes = new byte[(int) member.size()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(file.range(member.dataAt(), (int) member.packed()));
      int done = 0;
      for (int more = -1; done < bytes.length && more != 0; done += more) {
        more = inflater.inflate(bytes, done, bytes.length - done);
      }
      if (done < bytes.length || inflater.inflate(new byte[1]) != 0) {
        throw new MalformedFileException(
            "member " + member.name() + " does not unpack to the size that the archive says");
      }
    } catch (DataFormatException e) {
      throw new MalformedFileException("member " + member.name() + " does not unpack: damaged");
    } finally {
      inflater.end();
    }
    sums.check(member, ByteBuffer.wrap(bytes));
    return ByteBuffer.wrap(bytes);
  }
}
