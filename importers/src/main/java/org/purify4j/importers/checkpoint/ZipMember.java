package org.purify4j.importers.checkpoint;

/**
 * A member of a zip archive.
 *
 * @param name path within the archive
 * @param deflated whether it is compressed; stored otherwise
 * @param dataAt where its bytes begin in the file
 * @param packed how many there are in the file
 * @param size how many there are when unpacked
 * @param crc CRC-32 of the unpacked bytes
 */
record ZipMember(String name, boolean deflated, long dataAt, long packed, long size, int crc) {
  /** Deflate packs at most 258 bytes into two bits. */
  private static final long MOST_PER_BYTE = 1032;

  /** Checks what the archive says of a member. */
  static ZipMember of(String name, boolean deflated, long dataAt, long packed, long size, int crc)
      throws MalformedFileException {
    boolean possible = deflated ? size / MOST_PER_BYTE <= packed : size == packed;
    if (size < 0 || packed < 0 || !possible) {
      throw new MalformedFileException(
          "member " + name + ": got " + packed + " bytes in the archive for " + size + " bytes");
    }
    return new ZipMember(name, deflated, dataAt, packed, size, crc);
  }
}
