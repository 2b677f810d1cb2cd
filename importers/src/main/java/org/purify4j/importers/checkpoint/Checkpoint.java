package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.FiniteWeights;
import org.purify4j.diffusion.fault.Closing;

/**
 * A checkpoint as named tensors: the names, types and shapes are read on opening, and checked
 * against the bytes there are; the elements of a tensor are read when it is asked for, out of the
 * mapped file where it holds them uncompressed. Nothing in the file is executed. While it is open,
 * the file must not be changed.
 *
 * <p>Training wrappers are seen through, averaged weights are preferred to raw ones unless those
 * are wanted, and prefixes that every name carries ({@code module.}, {@code model.}, {@code
 * _orig_mod.}) are taken off; see {@link #selection()}. Not thread-safe.
 */
public final class Checkpoint implements AutoCloseable {
  /** The name under which the mean of the input is found, where the weights hold one. */
  public static final String INPUT_MEAN = "input.mean";

  /** The name under which the standard deviation of the input is found. */
  public static final String INPUT_STD = "input.std";

  private final Path file;
  private final OpenContainer container;
  private final Map<String, StridedTensor> tensors;
  private final WeightSelection selection;
  private final Fingerprint fingerprint;

  private Checkpoint(Path file, OpenContainer container, Averages wanted) throws IOException {
    this.file = file;
    this.container = container;
    this.fingerprint = new Fingerprint(container);
    StateDictFinder.Found found = StateDictFinder.find(container.root(), wanted);
    this.tensors = found.tensors();
    this.selection = found.selection();
    StorageCheck.check(tensors, container);
  }

  /**
   * Opens a checkpoint, and takes averaged weights where it holds them.
   *
   * @throws ImportException as {@link #open(Path, Averages)}
   */
  public static Checkpoint open(Path file) {
    return open(file, Averages.PREFERRED);
  }

  /**
   * Opens a checkpoint in any of the {@link Container}s.
   *
   * @param file the checkpoint; or an {@code .index.json} of shards; or a folder as Hugging Face's
   *     libraries write it
   * @param wanted which weights, where it holds raw and averaged ones
   * @throws ImportException if the file cannot be read, is no checkpoint, is damaged, or holds no
   *     state dict of the kind wanted
   */
  public static Checkpoint open(Path file, Averages wanted) {
    Path found = file;
    try {
      found = ModelFolder.resolve(file, wanted);
      OpenContainer container = ContainerDetector.open(found);
      try {
        return new Checkpoint(found, container, wanted);
      } catch (IOException | RuntimeException e) {
        Closing.after(e, container);
        throw e;
      }
    } catch (IOException e) {
      throw failure(found, e);
    }
  }

  /** The file that was opened; within a folder, the one that was found. */
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

  /** What the file says of itself beside its tensors, by name; empty but for safetensors. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(container.metadata());
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
   *     numbers that a weight can be ({@link FiniteWeights}), or they cannot be read
   */
  @SuppressWarnings("try") // the scope is left on close, and not otherwise used
  public INDArray tensor(String name) {
    long[] shape = view(name).shape();
    if (shape.length == 0) {
      return Nd4j.scalar(floats(name)[0]);
    }
    TensorReader reader = reader(name, Wanted.WEIGHT);
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray tensor = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
      FloatBuffer values = tensor.data().asNioFloat();
      reader.readInto(values.duplicate());
      check(name, values.slice(0, reader.elements()), shape);
      return tensor;
    }
  }

  /**
   * Reads the elements of a tensor of a floating-point type, row-major, as float32.
   *
   * @throws ImportException as {@link #tensor}
   */
  public float[] floats(String name) {
    TensorReader reader = reader(name, Wanted.WEIGHT);
    float[] values = new float[reader.elements()];
    reader.readInto(FloatBuffer.wrap(values));
    check(name, FloatBuffer.wrap(values), view(name).shape());
    return values;
  }

  private void check(String name, FloatBuffer values, long... shape) {
    Optional<String> problem = FiniteWeights.problem(values, shape);
    if (problem.isPresent()) {
      throw new ImportException(file, name + ": " + problem.get());
    }
  }

  /**
   * Reads the elements of a tensor of any type, row-major, as float64: exact but for integers past
   * 2^53; booleans are 0 and 1.
   *
   * @throws ImportException if there is none of this name, or it cannot be read
   */
  public double[] doubles(String name) {
    TensorReader reader = reader(name, Wanted.NUMBERS);
    double[] values = new double[reader.elements()];
    reader.readInto(DoubleBuffer.wrap(values));
    return values;
  }

  /**
   * SHA-256 in lower-case hexadecimal of the whole file; of shards, that of the lines {@code
   * sha256sum} prints for them, in the order of their names. Read once, and kept.
   *
   * @throws ImportException if the file can no longer be read
   */
  public String sha256() {
    try {
      return fingerprint.get();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Begins to compute {@link #sha256()} on a thread of its own, while tensors are read. */
  public void startFingerprint() {
    fingerprint.start();
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

  /** What the elements of a tensor are to be. */
  private enum Wanted {
    WEIGHT,
    NUMBERS
  }

  private TensorReader reader(String name, Wanted wanted) {
    StridedTensor view = view(name);
    if (wanted == Wanted.WEIGHT && !view.storage().type().isFloating()) {
      throw new ImportException(
          file, name + ": got " + view.info() + ", must be floating-point to be a weight");
    }
    try {
      return TensorReader.of(view, container);
    } catch (MalformedFileException e) {
      throw new ImportException(file, name + ": " + e.getMessage(), e);
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

  private static ImportException failure(Path file, IOException e) {
    if (e instanceof MalformedFileException) {
      return new ImportException(file, String.valueOf(e.getMessage()), e);
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
