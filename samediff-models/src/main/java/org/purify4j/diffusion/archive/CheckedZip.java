package org.purify4j.diffusion.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive of this project or of DL4J, read with suspicion. It is a regular file that begins
 * and ends as an archive does; its members are those that its reader knows, each once, and do not
 * unpack to much more than the file; whatever is read of a member is read to its end, and agrees
 * with the checksum that the archive gives for it.
 */
public final class CheckedZip implements AutoCloseable {
  /** Members may unpack to this many times the file, once past the free allowance. */
  private static final long LARGEST_RATIO = 100;

  private static final long FREE_ALLOWANCE = 64L << 20;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> members = new LinkedHashMap<>();

  private CheckedZip(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /** Takes a member's bytes. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads a member to its end.
     *
     * @param in its bytes
     * @param length how many the archive says that there are
     * @throws IOException whose message says what is wrong with them
     */
    T read(InputStream in, long length) throws IOException;
  }

  /**
   * Opens an archive.
   *
   * @param allowed names of the members that it may have; any other is refused
   * @throws ArchiveException if the file is no such archive
   */
  public static CheckedZip open(Path file, Set<String> allowed) {
    InputFile.otherKind(file)
        .ifPresent(
            kind -> {
              throw new ArchiveException(file + ": " + kind + ", must be a zip archive");
            });
    try {
      return open(file, new ZipFile(file.toFile()), allowed);
    } catch (ZipException e) {
      throw new ArchiveException(
          file + ": is no zip archive, or a damaged one (" + e.getMessage() + ")", e);
    } catch (NoSuchFileException e) {
      throw new ArchiveException(file + ": no such file", e);
    } catch (IOException e) {
      throw new ArchiveException(file + ": could not be read (" + e.getMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(file + ": is a damaged zip archive (a name in it is no text)", e);
    }
  }

  private static CheckedZip open(Path file, ZipFile zip, Set<String> allowed) throws IOException {
    CheckedZip opened = new CheckedZip(file, zip);
    try {
      ZipEdges.check(file);
      opened.index(allowed);
      return opened;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void index(Set<String> allowed) throws IOException {
    long unpacked = 0;
    long inFile = 0;
    for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); ) {
      ZipEntry member = all.next();
      String name = member.getName();
      if (!allowed.contains(name)) {
        throw new ArchiveException(
            file + ": has the unexpected member '" + name + "', must have only " + listed(allowed));
      }
      if (members.put(name, member) != null) {
        throw new ArchiveException(file + ": has two members " + name);
      }
      unpacked += Math.max(member.getSize(), 0);
      inFile += Math.max(member.getCompressedSize(), 0);
    }
    long packed = Files.size(file);
    if (inFile > packed) {
      throw new ArchiveException(
          file + ": is damaged (its members take " + inFile + " of " + packed + " bytes)");
    }
    if (unpacked > FREE_ALLOWANCE && unpacked / LARGEST_RATIO > packed) {
      throw new ArchiveException(
          file + ": would unpack from " + packed + " to " + unpacked + " bytes");
    }
  }

  private static String listed(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  /** Whether there is a member of this name. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The names of all members, in the order of the archive. */
  public Set<String> names() {
    return members.keySet();
  }

  /**
   * All bytes of a member.
   *
   * @param most how many there may be
   * @throws ArchiveException if it is missing, damaged or longer
   */
  public byte[] bytes(String name, int most) {
    long length = member(name).getSize();
    if (length > most) {
      throw new ArchiveException(
          file + ": " + name + ": got " + length + " bytes, must be at most " + most);
    }
    return read(name, (in, ignored) -> in.readNBytes(most));
  }

  /**
   * Reads a member. Where the reading fails and the member is damaged, the damage is what is said.
   *
   * @throws ArchiveException if it is missing or damaged, or if the reading fails; an {@link
   *     IllegalArgumentException} of the reading counts as that
   */
  public <T> T read(String name, Reading<T> reading) {
    ZipEntry member = member(name);
    try (InputStream raw = zip.getInputStream(member);
        MemberStream in = new MemberStream(raw, member)) {
      return read(in, member.getSize(), reading);
    } catch (EOFException e) {
      throw new ArchiveException(file + ": " + name + ": ends early", e);
    } catch (IOException | IllegalArgumentException e) {
      String problem = e.getMessage() == null ? "is damaged" : e.getMessage();
      throw new ArchiveException(file + ": " + name + ": " + problem, e);
    }
  }

  private static <T> T read(MemberStream in, long length, Reading<T> reading) throws IOException {
    T read;
    try {
      read = reading.read(in, length);
    } catch (IOException | IllegalArgumentException e) {
      in.requireWhole();
      throw e;
    }
    in.requireEnd();
    return read;
  }

  private ZipEntry member(String name) {
    ZipEntry member = members.get(name);
    if (member == null) {
      throw new ArchiveException(file + ": has no " + name);
    }
    return member;
  }

  /**
   * Reads a member for its checksum alone.
   *
   * @throws ArchiveException if it is missing or damaged
   */
  public void verify(String name) {
    read(name, (in, length) -> in.transferTo(OutputStream.nullOutputStream()));
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new ArchiveException(file + ": could not be closed (" + e.getMessage() + ")", e);
    }
  }
}
