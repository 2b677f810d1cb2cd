package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory of a zip archive (APPNOTE 6.3, with zip64), read with suspicion: names are unique
 * and stay within the archive, each member's own header agrees with the directory, and no two
 * members share bytes. Members are stored or deflated, and not encrypted.
 */
final class ZipDirectory {
  private static final int MOST_MEMBERS = 1 << 18;

  private static final int MEMBER = 0x02014b50;
  private static final int MEMBER_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** A member and where its own header begins. */
  private record Placed(long headerAt, ZipMember member) {}

  private final MappedFile file;
  private final ZipEnd end;
  private final List<Placed> placed = new ArrayList<>();
  private final Map<String, ZipMember> members = new LinkedHashMap<>();

  private ZipDirectory(MappedFile file) throws IOException {
    this.file = file;
    this.end = ZipEnd.find(file);
    if (end.members() > MOST_MEMBERS || end.members() > end.directoryBytes() / MEMBER_BYTES) {
      throw new MalformedFileException(
          "the archive's directory: got "
              + end.members()
              + " members in "
              + end.directoryBytes()
              + " bytes, must be at most "
              + MOST_MEMBERS);
    }
    ByteBuffer directory = file.range(end.directoryAt(), end.directoryBytes());
    for (int i = 0; i < end.members(); i++) {
      Placed next = member(directory);
      placed.add(next);
      if (members.put(next.member().name(), next.member()) != null) {
        throw new MalformedFileException("the archive has two members " + next.member().name());
      }
    }
    checkApart();
  }

  /** The members by name, in the order of the directory. */
  static Map<String, ZipMember> read(MappedFile file) throws IOException {
    return new ZipDirectory(file).members;
  }

  private Placed member(ByteBuffer directory) throws IOException {
    int at = directory.position();
    require(directory.remaining() >= MEMBER_BYTES && directory.getInt(at) == MEMBER, "entry");
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10);
    int nameBytes = u2(directory, at + 28);
    int extraBytes = u2(directory, at + 30);
    int commentBytes = u2(directory, at + 32);
    int bytes = MEMBER_BYTES + nameBytes + extraBytes + commentBytes;
    require(directory.remaining() >= bytes, "entry");
    ByteBuffer nameInDirectory = directory.slice(at + MEMBER_BYTES, nameBytes);
    String name = StandardCharsets.UTF_8.decode(nameInDirectory.duplicate()).toString();
    checkName(name);
    if ((flags & ENCRYPTED) != 0 || method != STORED && method != DEFLATED) {
      throw new MalformedFileException(
          "member " + name + ": must be stored or deflated, and not encrypted");
    }
    ZipSizes sizes =
        ZipSizes.of(
            u4(directory, at + 24),
            u4(directory, at + 20),
            u4(directory, at + 42),
            directory.slice(at + MEMBER_BYTES + nameBytes, extraBytes));
    directory.position(at + bytes);
    long dataAt = dataAt(sizes.headerAt(), method, nameInDirectory, name);
    return new Placed(
        sizes.headerAt(),
        ZipMember.of(
            name,
            method == DEFLATED,
            dataAt,
            sizes.packed(),
            sizes.size(),
            directory.getInt(at + 16)));
  }

  /** Where a member's bytes begin, by its own header. */
  private long dataAt(long headerAt, int method, ByteBuffer name, String shown) throws IOException {
    boolean inside = headerAt >= 0 && headerAt <= end.directoryAt() - LOCAL_BYTES;
    require(inside, "offset of member " + shown);
    ByteBuffer header = file.range(headerAt, LOCAL_BYTES);
    int nameBytes = u2(header, 26);
    boolean agrees =
        header.getInt(0) == LOCAL
            && header.getShort(8) == method
            && nameBytes == name.remaining()
            && file.range(headerAt + LOCAL_BYTES, nameBytes).equals(name);
    require(agrees, "entry of member " + shown + ", which differs from the member's own header,");
    return headerAt + LOCAL_BYTES + nameBytes + u2(header, 28);
  }

  private void checkApart() throws MalformedFileException {
    placed.sort(Comparator.comparingLong(Placed::headerAt));
    long free = 0;
    String before = "";
    for (Placed next : placed) {
      ZipMember member = next.member();
      if (next.headerAt() < free) {
        throw new MalformedFileException(
            "members " + before + " and " + member.name() + " overlap in the archive");
      }
      if (member.packed() > end.directoryAt() - member.dataAt()) {
        throw new MalformedFileException(
            "member " + member.name() + " reaches into the archive's directory");
      }
      free = member.dataAt() + member.packed();
      before = member.name();
    }
  }

  /** Nothing is ever unpacked to disk, but a path out of the archive is a sign of an attack. */
  private static void checkName(String name) throws MalformedFileException {
    boolean leaves =
        name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.indexOf('\0') >= 0
            || List.of(name.split("/")).contains("..");
    if (name.isEmpty() || leaves) {
      throw new MalformedFileException(
          "member name: got '" + name + "', must be a path within the archive");
    }
  }

  private static int u2(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private static long u4(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }

  private static void require(boolean condition, String what) throws MalformedFileException {
    if (!condition) {
      throw new MalformedFileException("a damaged zip archive: malformed " + what + " in it");
    }
  }
}
