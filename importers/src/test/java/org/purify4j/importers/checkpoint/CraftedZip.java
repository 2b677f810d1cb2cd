package org.purify4j.importers.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives byte by byte, so that their directory can say what is not so. */
final class CraftedZip {
  private final List<Member> members = new ArrayList<>();

  /** Number of members that the end of the archive claims, or -1 for the true one. */
  int claimedMembers = -1;

  /** Where the end claims that the directory begins, or -1 for the true place. */
  long claimedDirectory = -1;

  /** A member and what is said of it. */
  static final class Member {
    final byte[] data;
    String localName;
    String name;
    int flags;
    int method;
    long packed;
    long size;

    /** CRC-32 of the unpacked bytes. */
    int crc;

    /** Where the directory says the member begins, or -1 for the true place. */
    long claimedAt = -1;

    Member(String name, byte[] data) {
      this.name = name;
      this.localName = name;
      this.data = data;
      this.packed = data.length;
      this.size = data.length;
      this.crc = sum(data);
    }

    private static int sum(byte[] bytes) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      return (int) sum.getValue();
    }
  }

  /** A stored member, to be lied about. */
  Member stored(String name, byte[] data) {
    Member member = new Member(name, data);
    members.add(member);
    return member;
  }

  /** A deflated member, to be lied about. */
  Member deflated(String name, byte[] data) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    Member member = stored(name, packed.toByteArray());
    member.method = 8;
    member.size = data.length;
    member.crc = Member.sum(data);
    return member;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Long> places = new ArrayList<>();
    for (Member member : members) {
      places.add((long) out.size());
      byte[] name = member.localName.getBytes(StandardCharsets.UTF_8);
      ByteBuffer header = little(30);
      header.putInt(0x04034b50).putShort((short) 20).putShort((short) member.flags);
      header.putShort((short) member.method).putInt(0).putInt(member.crc);
      header.putInt((int) member.packed).putInt((int) member.size);
      header.putShort((short) name.length).putShort((short) 0);
      out.writeBytes(header.array());
      out.writeBytes(name);
      out.writeBytes(member.data);
    }
    int directoryAt = out.size();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      byte[] name = member.name.getBytes(StandardCharsets.UTF_8);
      ByteBuffer entry = little(46);
      entry.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
      entry.putShort((short) member.flags).putShort((short) member.method).putInt(0);
      entry.putInt(member.crc).putInt((int) member.packed).putInt((int) member.size);
      entry.putShort((short) name.length).position(42);
      entry.putInt((int) (member.claimedAt < 0 ? places.get(i) : member.claimedAt));
      out.writeBytes(entry.array());
      out.writeBytes(name);
    }
    int claimed = claimedMembers < 0 ? members.size() : claimedMembers;
    ByteBuffer end = little(22);
    end.putInt(0x06054b50).putInt(0).putShort((short) claimed).putShort((short) claimed);
    end.putInt(out.size() - directoryAt);
    end.putInt((int) (claimedDirectory < 0 ? directoryAt : claimedDirectory)).putShort((short) 0);
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
