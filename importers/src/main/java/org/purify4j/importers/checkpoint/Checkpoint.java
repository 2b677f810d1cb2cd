package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.Sha256;

/**
 * A checkpoint file as named tensors: the names, types and shapes are read on opening, and checked
 * against the bytes there are; the elements of a tensor are read when it is asked for. Nothing in
 * the file is executed.
 *
 * <p>Training wrappers are seen through, averaged weights are preferred to raw ones, and prefixes
 * that every name carries ({@code module.}, {@code model.}, {@code _orig_mod.}) are taken off; see
 * {@link #selection()}. Not thread-safe.
 */
public final class Checkpoint implements AutoCloseable {
  private final Path file;
  private final OpenContainer container;
  private final Map<String, StridedTensor> tensors;
  private final WeightSelection selection;

  private Checkpoint(Path file, OpenContainer container, Averages wanted) throws IOException {
    this.file = file;
    this.container = container;
    StateDictFinder.Found found = StateDictFinder.find(container.root(), wanted);
    this.tensors = found.tensors();
    this.selection = found.selection();
    for (Map.Entry<String, StridedTensor> entry : tensors.entrySet()) {
      checkStorage(entry.getKey(), entry.getValue().storage());
    }
  }

  /**
   * Opens a checkpoint in any of the {@link Container}s, and takes averaged weights where it holds
   * them.
   *
   * @throws ImportException as {@link #open(Path, Averages)}
   */
  public static Checkpoint open(Path file) {
    return open(file, Averages.PREFERRED);
  }

  /**
   * Opens a checkpoint in any of the {@link Container}s.
   *
   * @throws ImportException if the file cannot be read, is no checkpoint, is damaged, or holds no
   *     state dict of the kind wanted
   */
  public static Checkpoint open(Path file, Averages wanted) {
    try {
      OpenContainer container = ContainerDetector.open(file);
      try {
        return new Checkpoint(file, container, wanted);
      } catch (IOException | RuntimeException e) {
        container.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** The file that was opened. */
  public Path file() {
    return file;
  }

  /** The kind of the file. */
  public Container container() {
    return container.kind();
  }

  /** Which of the file's weights these are, and how they were reached. */
  public WeightSelection selection() {
    return selection;
  }

  /** Names of the tensors, in the order of the file. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * Type and shape of a tensor.
   *
   * @throws ImportException if there is none of this name
   */
  public TensorInfo info(String name) {
    return view(name).info();
  }

  /**
   * Reads a tensor of a floating-point type.
   *
   * @return float32, row-major, of the tensor's shape, newly allocated outside every workspace
   * @throws ImportException if there is none of this name, its elements are no floating-point
   *     numbers, or they cannot be read
   */
  @SuppressWarnings("try") // the scope is left on close, and not otherwise used
  public INDArray tensor(String name) {
    float[] values = floats(name);
    long[] shape = view(name).shape();
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return shape.length == 0
          ? Nd4j.scalar(values[0])
          : Nd4j.createFromArray(values).reshape('c', shape);
    }
  }

  /**
   * Reads the elements of a tensor of a floating-point type, row-major, as float32.
   *
   * @throws ImportException as {@link #tensor}
   */
  public float[] floats(String name) {
    StridedTensor view = view(name);
    if (!view.storage().type().isFloating()) {
      throw new ImportException(
          file, name + ": got " + view.info() + ", must be floating-point to be a weight");
    }
    if (view.info().elements() == 0) {
      throw new ImportException(file, name + ": got " + view.info() + ", which has no elements");
    }
    StorageRef storage = view.storage();
    int width = storage.type().bytes();
    long from = view.offset() * width;
    long length = (view.last() - view.offset() + 1) * width;
    if (length > Integer.MAX_VALUE - 8) {
      throw new ImportException(file, name + ": got " + view.info() + ", larger than 2 GB");
    }
    try {
      ByteBuffer bytes = container.read(storage.key(), storage.base() * width + from, (int) length);
      return StridedReader.read(view, bytes);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * SHA-256 of the whole file in lower-case hexadecimal; reads the file.
   *
   * @throws ImportException if the file can no longer be read
   */
  public String sha256() {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Releases the file. */
  @Override
  public void close() {
    try {
      container.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private StridedTensor view(String name) {
    StridedTensor view = tensors.get(name);
    if (view == null) {
      throw new ImportException(file, name + ": no tensor of this name is in the file");
    }
    return view;
  }

  private void checkStorage(String name, StorageRef storage) throws MalformedFileException {
    long bytes;
    try {
      bytes = container.storageBytes(storage.key());
    } catch (MalformedFileException e) {
      throw new MalformedFileException(name + ": " + e.getMessage());
    }
    if (bytes < storage.endByte()) {
      throw new MalformedFileException(
          name
              + ": its storage "
              + storage.key()
              + " has "
              + bytes
              + " bytes, must have "
              + storage.endByte());
    }
  }

  private static ImportException failure(Path file, IOException e) {
    if (e instanceof MalformedFileException) {
      return new ImportException(file, e.getMessage(), e);
    }
    if (e instanceof ZipException) {
      return new ImportException(
          file, "a damaged zip archive (is it truncated?): " + e.getMessage(), e);
    }
    if (e instanceof NoSuchFileException) {
      return new ImportException(file, "no such file", e);
    }
    if (e instanceof AccessDeniedException) {
      return new ImportException(file, "may not be read (permission denied)", e);
    }
    return new ImportException(file, "cannot be read: " + e.getMessage(), e);
  }
}
