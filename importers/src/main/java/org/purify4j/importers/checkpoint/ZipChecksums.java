package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;

/** Holds each member of a zip archive that is read against its CRC-32, once. */
final class ZipChecksums {
  private static final int CHUNK = 1 << 28;

  private final MappedFile file;
  private final Set<String> checked = new HashSet<>();

  ZipChecksums(MappedFile file) {
    this.file = file;
  }

  /** Checks a stored member, where it lies in the file. */
  void check(ZipMember member) throws IOException {
    if (!checked.contains(member.name())) {
      CRC32 sum = new CRC32();
      for (long done = 0; done < member.size(); done += CHUNK) {
        int length = (int) Math.min(CHUNK, member.size() - done);
        sum.update(file.range(member.dataAt() + done, length));
      }
      check(member, sum);
    }
  }

  /** Checks a member's unpacked bytes. */
  void check(ZipMember member, ByteBuffer bytes) throws MalformedFileException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    check(member, sum);
  }

  private void check(ZipMember member, CRC32 sum) throws MalformedFileException {
    if ((int) sum.getValue() != member.crc()) {
      throw new MalformedFileException(
          String.format(
              "member %s: got CRC-32 %08x, must be %08x: the file is damaged, or was saved without"
                  + " checksums (torch.serialization.set_crc32_options)",
              member.name(), sum.getValue(), member.crc()));
    }
    checked.add(member.name());
  }
}
