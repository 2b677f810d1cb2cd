package org.purify4j.importers.npz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.fault.Closing;
import org.purify4j.importers.checkpoint.ImportException;

/**
 * A NumPy npz archive: named arrays, each read when it is asked for. Python objects in it are
 * refused. Not thread-safe.
 */
public final class Npz implements AutoCloseable {
  /** The largest array that is read, in bytes, its header included. */
  public static final int LARGEST_ARRAY = 1 << 27;

  /** All arrays together may unpack to this many times the file, once past the free allowance. */
  private static final long LARGEST_RATIO = 64;

  private static final long FREE_ALLOWANCE = 64L << 20;
  private static final String SUFFIX = ".npy";

  private final Path file;
  private final ZipFile zip;

  private Npz(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens an archive.
   *
   * @throws ImportException if there is none or it is damaged
   */
  public static Npz open(Path file) {
    try {
      Optional<String> other = InputFile.otherKind(file);
      if (other.isPresent()) {
        throw new ImportException(file, other.get() + ", must be an npz archive");
      }
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      ZipFile zip = new ZipFile(file.toFile());
      Npz npz = new Npz(file, zip);
      try {
        npz.checkUnpackedSize(Files.size(file));
        return npz;
      } catch (IOException | RuntimeException e) {
        Closing.after(e, zip);
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new ImportException(file, "no such file", e);
    } catch (IOException e) {
      throw new ImportException(file, "must be an npz archive: " + e.getMessage(), e);
    }
  }

  private void checkUnpackedSize(long packed) {
    long unpacked =
        zip.stream()
            .mapToLong(entry -> Math.max(0, Math.min(entry.getSize(), Integer.MAX_VALUE)))
            .sum();
    if (unpacked > FREE_ALLOWANCE && unpacked / LARGEST_RATIO > packed) {
      throw new ImportException(
          file, "the archive would unpack from " + packed + " to " + unpacked + " bytes");
    }
  }

  /** Names of the arrays. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(SUFFIX))
        .forEach(name -> names.add(name.substring(0, name.length() - SUFFIX.length())));
    return names;
  }

  /** Whether there is an array of this name. */
  public boolean has(String name) {
    return zip.getEntry(name + SUFFIX) != null;
  }

  /**
   * An array as ND4J's; see {@link NpyArray#array}.
   *
   * @throws ImportException if there is none of this name or it cannot be read
   */
  public INDArray array(String name) {
    return read(name, NpyArray::array);
  }

  /**
   * The elements of an array of numbers, row-major.
   *
   * @throws ImportException if there is none of this name or it holds no numbers
   */
  public double[] doubles(String name) {
    return read(name, NpyArray::doubles);
  }

  /**
   * The elements of an array of integers or booleans, row-major.
   *
   * @throws ImportException if there is none of this name or it holds no integers
   */
  public long[] longs(String name) {
    return read(name, NpyArray::longs);
  }

  /**
   * Sizes of an array, outermost first.
   *
   * @throws ImportException if there is none of this name or it cannot be read
   */
  public long[] shape(String name) {
    return read(name, NpyArray::shape);
  }

  /**
   * A scalar string.
   *
   * @throws ImportException if there is none of this name or it is no string
   */
  public String string(String name) {
    return read(name, NpyArray::string);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new ImportException(file, "cannot be closed: " + e.getMessage(), e);
    }
  }

  /** Java's own reader compares neither the length nor the checksum. */
  private void check(String name, ZipEntry entry, byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    if (bytes.length != entry.getSize() || sum.getValue() != entry.getCrc()) {
      throw new ImportException(
          file, name + ": differs from its length or checksum in the archive: damaged");
    }
  }

  private <T> T read(String name, Function<NpyArray, T> question) {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    if (entry == null) {
      throw new ImportException(file, name + ": no array of this name, there are " + names());
    }
    if (entry.getSize() < 0 || entry.getSize() > LARGEST_ARRAY) {
      throw new ImportException(
          file, name + ": got " + entry.getSize() + " bytes, must be at most " + LARGEST_ARRAY);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize() + 1);
      check(name, entry, bytes);
      return question.apply(NpyArray.parse(bytes));
    } catch (IOException e) {
      throw new ImportException(file, name + ": cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ImportException(file, name + ": " + e.getMessage(), e);
    }
  }
}
