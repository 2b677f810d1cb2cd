package org.purify4j.importers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.importers.checkpoint.Checkpoint;

/** Golden checkpoints with other tensors, names or shapes, as safetensors files. */
public final class Rewritten {
  private Rewritten() {}

  /** Writes the tensors of a golden checkpoint after a change of them. */
  public static Path write(String golden, Path file, Consumer<Map<String, INDArray>> change) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file(golden))) {
      for (String name : checkpoint.names()) {
        if (checkpoint.info(name).type().isFloating()) {
          tensors.put(name, checkpoint.tensor(name));
        }
      }
    }
    change.accept(tensors);
    try (OutputStream out = Files.newOutputStream(file)) {
      TensorFile.write(tensors, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
