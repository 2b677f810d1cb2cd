package org.purify4j.cli.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.purify4j.diffusion.archive.AtomicFile;
import org.purify4j.diffusion.fault.Closing;

/**
 * The sole right to write something, held through a lock on a hidden file that is deleted at the
 * end, also where the process is asked to stop. The operating system takes the lock from a process
 * that dies, so that the file of a killed one is in nobody's way.
 */
final class RunLock implements AutoCloseable {
  /** Of the hidden file, in bytes, which take no room. */
  private static final int LONGEST = 1 << 20;

  /** Those of this process: closing a second channel of a file would release the lock. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Those of them that have been taken: the file of another is not this process's to delete. */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(RunLock::deleteAll, "purify-locks"));
  }

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a lock.
   *
   * @param file the hidden file
   * @param what is to be written, for the message
   * @throws CommandException if another run has it
   * @throws IOException if the file cannot be written
   */
  static RunLock take(Path file, Path what) throws IOException {
    Path own = file.toAbsolutePath().normalize();
    if (!HELD.add(own)) {
      throw taken(what);
    }
    try {
      while (true) {
        FileChannel channel =
            FileChannel.open(own, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
          if (!lock(channel)) {
            throw taken(what);
          }
          if (isStill(own, channel)) {
            TAKEN.add(own);
            return new RunLock(own, channel);
          }
          channel.close(); // its holder deleted it before it was locked here
        } catch (IOException | RuntimeException e) {
          Closing.after(e, channel);
          throw e;
        }
      }
    } catch (IOException | RuntimeException e) {
      HELD.remove(own);
      throw e;
    }
  }

  /** Where the process is asked to stop (ctrl-C or SIGTERM), nobody closes the locks. */
  private static void deleteAll() {
    try {
      StopSignal.awaitAnswers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    AtomicFile.deleteUnfinished();
    for (Path file : TAKEN) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        continue; // the next run removes it
      }
    }
  }

  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true; // a file system without locks
    }
  }

  /**
   * Whether a path is still the name of the file that is open: they have the same random length.
   * Opening it a second time would not do, since closing that would release the lock.
   */
  private static boolean isStill(Path path, FileChannel channel) throws IOException {
    long length = 1 + ThreadLocalRandom.current().nextInt(LONGEST);
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(1), length - 1);
    try {
      return Files.size(path) == length;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static CommandException taken(Path what) {
    return new CommandException(
        what
            + ": another run is writing to it, must be one at a time (wait for its end, or use"
            + " another --out)");
  }

  @Override
  public void close() throws IOException {
    try {
      TAKEN.remove(file);
      Files.deleteIfExists(file);
    } finally {
      channel.close();
      HELD.remove(file);
    }
  }
}
