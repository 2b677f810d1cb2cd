package org.purify4j.diffusion.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file in the making, beside its destination. It is locked as long as its writer lives; one that
 * is not locked was left by a writer that was killed.
 */
final class PartialFile implements AutoCloseable {
  /** How its name ends. */
  static final String SUFFIX = ".purify4j-part";

  /** Those of this process: closing another channel of a file would release its lock. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private PartialFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Creates one. */
  static PartialFile beside(Path target) throws IOException {
    while (true) {
      Path path = target.resolveSibling("." + UUID.randomUUID() + SUFFIX);
      OWN.add(path);
      try {
        PartialFile made = new PartialFile(path, create(path, target));
        if (Files.exists(path)) {
          return made;
        }
        made.close(); // another process took it for a leftover before it was locked
      } catch (IOException | RuntimeException e) {
        OWN.remove(path);
        throw e;
      }
    }
  }

  /** Failures name the target: nobody has heard of the other one. */
  private static FileChannel create(Path path, Path target) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      tryLock(channel);
      return channel;
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(target.toString());
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(target.toString());
    } catch (FileSystemException e) {
      throw new FileSystemException(target.toString(), null, e.getReason());
    }
  }

  /**
   * Locks a file until its channel is closed; false if another process has, or there are no locks.
   */
  private static boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /** A stream into it, unbuffered. */
  OutputStream stream() {
    return Channels.newOutputStream(channel);
  }

  /** Puts it in the place of another file. */
  void moveTo(Path target) throws IOException {
    Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Closes it, and deletes it unless it was moved. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      OWN.remove(path);
      channel.close();
    }
  }

  /** Deletes those in a directory whose writers were killed. */
  static void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, ".*" + SUFFIX)) {
      for (Path path : found) {
        if (!OWN.contains(path.toAbsolutePath()) && Files.isRegularFile(path)) {
          removeUnlessLocked(path);
        }
      }
    }
  }

  /** Deletes those of this process. */
  static void deleteOwn() {
    for (Path path : OWN) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        continue; // the next run removes it
      }
    }
  }

  private static void removeUnlessLocked(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      if (tryLock(channel)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      return; // gone, or not ours to delete
    }
  }
}
